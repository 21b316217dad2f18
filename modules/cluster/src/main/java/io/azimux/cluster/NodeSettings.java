package io.azimux.cluster;

import io.azimux.cluster.bootstrap.Bootstrap;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param bootstrap how it looks for the others where it is not told where they are; null where it
 *     is
 * @param tls directory with the certificates for mutual TLS between processes; null for none
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
    @Nullable Bootstrap bootstrap,
    @Nullable Path tls,
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
    this(
        jvm,
        elements,
        artery,
        artery,
        http,
        token,
        clusterSize,
        JOIN_WITHIN,
        null,
        null,
        false,
        true);
  }

  /** Copies the list. */
  public NodeSettings {
    elements = List.copyOf(elements);
  }

  /** The same process, looking for the others in this way; null where it is told of them. */
  NodeSettings with(@Nullable Bootstrap way) {
    return new NodeSettings(
        jvm,
        elements,
        artery,
        bind,
        http,
        token,
        clusterSize,
        joinWithin,
        way,
        tls,
        cuttable,
        drain);
  }
}
