package io.azimux.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.azimux.cluster.bootstrap.Kubernetes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a process' actor system: {@code azimux.conf} and what differs by process.
 */
final class NodeConfig {
  /** Name of every actor system; part of the address, so it must be equal everywhere. */
  static final String SYSTEM = "azimux";

  // With 100 ms and 24 processes, two cores were busy with gossip alone while all of them started;
  // so much for each process keeps the rate of the whole cluster constant.
  private static final int GOSSIP_MILLIS_PER_PROCESS = 40;
  private static final int FASTEST_GOSSIP_MILLIS = 200;
  private static final int SLOWEST_GOSSIP_MILLIS = 1000;

  /** Stages in the streams between processes by which one can be cut off from others. */
  static final String TEST_STAGES = "pekko.remote.artery.advanced.test-mode";

  private NodeConfig() {}

  /**
   * The configuration.
   *
   * @param roles cluster roles of the process
   */
  static Config of(NodeSettings settings, List<String> roles) {
    int gossip =
        Math.min(
            SLOWEST_GOSSIP_MILLIS,
            Math.max(FASTEST_GOSSIP_MILLIS, settings.clusterSize() * GOSSIP_MILLIS_PER_PROCESS));
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("pekko.remote.artery.canonical.hostname", settings.artery().getHostString());
    own.put("pekko.remote.artery.canonical.port", settings.artery().getPort());
    own.put("pekko.remote.artery.bind.hostname", settings.bind().getHostString());
    own.put("pekko.remote.artery.bind.port", settings.bind().getPort());
    own.put(
        "pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes",
        settings.joinWithin().isZero() ? "off" : settings.joinWithin().toSeconds() + "s");
    own.put("pekko.cluster.roles", roles);
    own.put("pekko.cluster.gossip-interval", gossip + "ms");
    own.put("pekko.cluster.leader-actions-interval", gossip + "ms");
    own.put(TEST_STAGES, settings.cuttable());
    if (settings.tls() != null) {
      own.putAll(Tls.config(settings.tls()));
    }
    Config bootstrap =
        settings.bootstrap() == null
            ? ConfigFactory.empty()
            : Kubernetes.config(settings.bootstrap(), settings.artery().getHostString());
    // In this order: system properties, this process, this program, Pekko.
    return ConfigFactory.defaultOverrides()
        .withFallback(ConfigFactory.parseMap(own))
        .withFallback(bootstrap)
        .withFallback(ConfigFactory.parseResources("azimux.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }
}
