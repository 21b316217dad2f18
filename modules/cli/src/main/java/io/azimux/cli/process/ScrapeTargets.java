package io.azimux.cli.process;

import java.util.List;
import java.util.Map;

/**
 * Tells Prometheus of the JVMs of a cluster, in the form of its file-based service discovery. A JVM
 * that was killed stays a target, so that its {@code up} is 0.
 */
final class ScrapeTargets {
  /** Name of the file beside the state. */
  static final String FILE = "prometheus-targets.json";

  private ScrapeTargets() {}

  /** One group of one target. */
  record Group(List<String> targets, Map<String, String> labels) {}

  static List<Group> of(ClusterState state) {
    return state.processes().stream()
        .map(
            process ->
                new Group(
                    List.of("127.0.0.1:" + process.httpPort()), Map.of("jvm", process.name())))
        .toList();
  }
}
