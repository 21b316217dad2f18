package io.azimux.control;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the hosts say of their guests' health, for whoever looks at the controller. */
final class HealthView {
  /** By host; the world has no more hosts than it describes. */
  private final Map<String, List<HealthReport>> reports = new LinkedHashMap<>();

  void take(HostHealth value) {
    reports.put(value.host(), value.reports());
  }

  /** Reports every backend under a probe once: up where it answers all its probes. */
  void measure(GoalState goal, Meter meter) {
    Map<String, Boolean> backends = new LinkedHashMap<>();
    for (FrontendRule rule : goal.rules()) {
      if (rule.probe().exists()) {
        for (Backend backend : rule.backends()) {
          boolean up = isHealthy(backend.name(), rule.probe().name());
          backends.merge(backend.name(), up, Boolean::logicalAnd);
        }
      }
    }
    backends.forEach((name, up) -> meter.reading(Measure.PROBE_HEALTHY, name, up ? 1 : 0));
  }

  private boolean isHealthy(String backend, String probe) {
    return reports.values().stream()
        .flatMap(List::stream)
        .anyMatch(
            report ->
                report.healthy()
                    && report.backend().equals(backend)
                    && report.probe().equals(probe));
  }
}
