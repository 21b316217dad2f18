package io.azimux.control;

import io.azimux.node.Outbox;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.LoadBalancer.Probe;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How every backend stands with every probe. What was never reported, or not for {@value
 * #SILENT_INTERVALS} intervals, is unhealthy: the host that should report is gone.
 */
final class ProbeTable implements GoalStateCompiler.Health {
  /** Probe intervals without a report after which a backend is given up. */
  static final int SILENT_INTERVALS = 3;

  /** One backend under one probe. */
  private static final class Target {
    final String backend;
    final long intervalNanos;
    boolean reported;
    boolean healthy;
    long lastReport;

    Target(String backend, long intervalNanos) {
      this.backend = backend;
      this.intervalNanos = intervalNanos;
    }

    long silentAt() {
      return healthy ? lastReport + SILENT_INTERVALS * intervalNanos : Outbox.NEVER;
    }
  }

  /** By {@code backend probe}; names hold no blanks. */
  private final Map<String, Target> targets = new LinkedHashMap<>();

  ProbeTable(World world) {
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        for (Probe probe : balancer.probes()) {
          if (probe.name().equals(rule.probe())) {
            add(GoalStateCompiler.poolOf(balancer, rule).backendIPConfigurations(), probe);
          }
        }
      }
    }
  }

  private void add(List<String> backends, Probe probe) {
    for (String backend : backends) {
      targets.putIfAbsent(
          key(backend, probe.name()), new Target(backend, probe.interval().toNanos()));
    }
  }

  /** Takes a report; false where nobody asked for it. */
  boolean report(String backend, String probe, boolean healthy, long nowNanos) {
    Target target = targets.get(key(backend, probe));
    if (target == null) {
      return false;
    }
    target.reported = true;
    target.healthy = healthy;
    target.lastReport = nowNanos;
    return true;
  }

  /** Gives up what nobody reported on for too long; names the backends concerned. */
  List<String> giveUpSilent(long nowNanos) {
    List<String> silent = new ArrayList<>();
    for (Target target : targets.values()) {
      if (target.silentAt() <= nowNanos) {
        target.healthy = false;
        silent.add(target.backend);
      }
    }
    return silent;
  }

  /** The time at which the next backend is given up if nobody reports on it. */
  long nextSilent() {
    return targets.values().stream().mapToLong(Target::silentAt).min().orElse(Outbox.NEVER);
  }

  /** True once every backend was reported on, healthy or not. */
  boolean allReported() {
    return targets.values().stream().allMatch(target -> target.reported);
  }

  /** Longest time between two reports on a backend. */
  long longestInterval() {
    return targets.values().stream().mapToLong(target -> target.intervalNanos).max().orElse(0);
  }

  /** All backends under a probe. */
  List<String> backends() {
    return targets.values().stream().map(target -> target.backend).distinct().toList();
  }

  /** True where the backend answers all its probes. */
  boolean isHealthy(String backend) {
    return targets.values().stream()
        .filter(target -> target.backend.equals(backend))
        .allMatch(target -> target.healthy);
  }

  @Override
  public boolean isHealthy(String backend, String probe) {
    Target target = targets.get(key(backend, probe));
    return target != null && target.healthy;
  }

  private static String key(String backend, String probe) {
    return backend + " " + probe;
  }
}
