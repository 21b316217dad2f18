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
 * @param cuttable whether the process can be told to send nothing to others
 * @param drain whether its MUXes withdraw and drain before it ends; false only to show what that is
 *     good for
 */
public record NodeSettings(
    String jvm,
    List<String> elements,
    InetSocketAddress artery,
    InetSocketAddress http,
    String token,
    int clusterSize,
    boolean cuttable,
    boolean drain) {
  /** A process as it should be. */
  public NodeSettings(
      String jvm,
      List<String> elements,
      InetSocketAddress artery,
      InetSocketAddress http,
      String token,
      int clusterSize) {
    this(jvm, elements, artery, http, token, clusterSize, false, true);
  }

  /** Copies the list. */
  public NodeSettings {
    elements = List.copyOf(elements);
  }
}
