package io.azimux.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one process of a cluster runs.
 *
 * @param jvm its name in the plan
 * @param elements names of the elements it hosts
 * @param artery address by which other processes reach it; port 0 takes any free one
 * @param http address of its endpoint; port 0 takes any free one
 * @param token what changing requests to the endpoint must show; empty refuses them all
 * @param seeds {@code host:port} of processes to join through; empty to form a cluster alone
 * @param clusterSize processes the cluster will have; gossip slows down as it grows
 * @param runDirectory where the status file and the log are written; null for neither
 */
public record NodeSettings(
    String jvm,
    List<String> elements,
    InetSocketAddress artery,
    InetSocketAddress http,
    String token,
    List<String> seeds,
    int clusterSize,
    @Nullable Path runDirectory) {
  /** Copies the lists. */
  public NodeSettings {
    elements = List.copyOf(elements);
    seeds = List.copyOf(seeds);
  }

  /** The same, joining through these. */
  public NodeSettings withSeeds(List<String> others) {
    return new NodeSettings(jvm, elements, artery, http, token, others, clusterSize, runDirectory);
  }
}
