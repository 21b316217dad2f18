package io.azimux.cluster;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * How one process of a cluster runs.
 *
 * @param jvm its name in the plan
 * @param elements names of the elements it hosts
 * @param artery address by which other processes reach it; port 0 takes any free one
 * @param http address of its endpoint; port 0 takes any free one
 * @param token what changing requests to the endpoint must show; empty refuses them all
 * @param clusterSize processes the cluster will have; gossip slows down as it grows
 */
public record NodeSettings(
    String jvm,
    List<String> elements,
    InetSocketAddress artery,
    InetSocketAddress http,
    String token,
    int clusterSize) {
  /** Copies the list. */
  public NodeSettings {
    elements = List.copyOf(elements);
  }
}
