package io.azimux.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How one process of a cluster runs.
 *
 * @param jvm its name in the plan
 * @param elements names of the elements it hosts
 * @param artery address by which other processes reach it; port 0 takes any free one
 * @param bind where it listens for them; the same, unless it stands behind a translated or shared
 *     address
 * @param http address of its endpoint; port 0 takes any free one
 * @param token what changing requests to the endpoint must show; empty refuses them all
 * @param clusterSize processes the cluster will have; gossip slows down as it grows
 * @param cuttable whether the process can be told to send nothing to others
 * @param joinWithin when it gives up joining; zero for never
 * @param drain whether its MUXes withdraw and drain before it ends; false only to show what that is
 *     good for
 */
public record NodeSettings(
    String jvm,
    List<String> elements,
    InetSocketAddress artery,
    InetSocketAddress bind,
    InetSocketAddress http,
    String token,
    int clusterSize,
    Duration joinWithin,
    boolean cuttable,
    boolean drain) {
  private static final Duration JOIN_WITHIN = Duration.ofMinutes(1);

  /** A process as it should be, on one machine with the others. */
  public NodeSettings(
      String jvm,
      List<String> elements,
      InetSocketAddress artery,
      InetSocketAddress http,
      String token,
      int clusterSize) {
    this(jvm, elements, artery, artery, http, token, clusterSize, JOIN_WITHIN, false, true);
  }

  /** Copies the list. */
  public NodeSettings {
    elements = List.copyOf(elements);
  }
}
