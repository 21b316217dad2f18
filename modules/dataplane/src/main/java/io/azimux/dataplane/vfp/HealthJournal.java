package io.azimux.dataplane.vfp;

import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.SharedValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes to the shared state how the guests of a host stand: on each change, and again every probe
 * interval, which tells that the host still looks after them.
 *
 * <p>A host that has just started has no opinion of its own before its probes have one; until then
 * it repeats what its earlier life wrote. Versions begin at the time of the start, so that they are
 * higher than that life's; where they are not, as clocks may differ, it goes on from what stands.
 */
final class HealthJournal {
  private final String host;
  private final List<Probe> probes;
  private final Map<String, HealthReport> inherited = new LinkedHashMap<>();
  private List<HealthReport> written = List.of();
  private long version;
  private long writtenAt;

  /**
   * Writes for one host.
   *
   * @param probes of the host, kept by its agent
   */
  HealthJournal(String host, List<Probe> probes) {
    this.host = host;
    this.probes = probes;
  }

  void start(long nowNanos) {
    version = Math.max(0, nowNanos);
  }

  String key() {
    return "health/" + host;
  }

  /** What stands in the shared state, and was not written by this life of the host. */
  void onStanding(SharedValue standing, long nowNanos, Outbox out) {
    if (standing.value() instanceof HostHealth health) {
      for (HealthReport report : health.reports()) {
        inherited.put(name(report.backend(), report.probe()), report);
      }
      if (standing.version() > version) {
        version = standing.version();
        if (!written.isEmpty()) {
          write(reports(), nowNanos, out);
        }
      }
    }
  }

  /** A probe has a result. */
  void onResult(Probe probe, long nowNanos, Outbox out) {
    if (!probe.decided()) {
      return;
    }
    noteChange(probe, out);
    List<HealthReport> reports = reports();
    if (!reports.equals(written) || nowNanos - writtenAt >= probe.intervalNanos()) {
      write(reports, nowNanos, out);
    }
  }

  /** The probe is not wanted any more: nothing is known of what it asked. */
  void forget(Probe probe) {
    probe.forget();
    inherited.remove(name(probe.backend(), probe.name()));
  }

  private void noteChange(Probe probe, Outbox out) {
    String name = name(probe.backend(), probe.name());
    HealthReport before = inherited.get(name);
    if (before == null || before.healthy() != probe.healthy()) {
      out.note(new Fact.BackendHealth(probe.backend(), probe.healthy()));
    }
    inherited.put(name, new HealthReport(probe.backend(), probe.name(), probe.healthy()));
  }

  private List<HealthReport> reports() {
    List<HealthReport> reports = new ArrayList<>();
    for (Probe probe : probes) {
      HealthReport known = inherited.get(name(probe.backend(), probe.name()));
      if (probe.isWanted() && known != null) {
        reports.add(known);
      }
    }
    return List.copyOf(reports);
  }

  private void write(List<HealthReport> reports, long nowNanos, Outbox out) {
    written = reports;
    writtenAt = nowNanos;
    version++;
    HostHealth value = new HostHealth(host, reports);
    out.tell(FlowBatch.STORE, new SharedValue(key(), version, value));
  }

  private static String name(String backend, String probe) {
    return backend + " " + probe;
  }
}
