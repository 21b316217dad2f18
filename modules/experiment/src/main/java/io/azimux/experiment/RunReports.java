package io.azimux.experiment;

import io.azimux.topology.Phase;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes a report out of a run and what was judged of it. */
final class RunReports {
  private RunReports() {}

  static RunReport of(RunResult run, List<Check> checks, Casualties casualties) {
    Map<String, Long> drops = new TreeMap<>();
    for (Ledger.Drop drop : run.ledger().drops()) {
      if (drop.nanos() >= run.ledger().loadStartNanos()) {
        drops.merge(drop.disposition().label(), drop.count(), Long::sum);
      }
    }
    Scenario scenario = run.scenario();
    return new RunReport(
        scenario.name(),
        scenario.description(),
        run.engine(),
        run.seed(),
        run.durationNanos() / 1_000_000,
        Verdict.of(checks),
        checks,
        causes(casualties.byCause()),
        drops,
        timeline(run.ledger()),
        phases(run),
        stages(run),
        FlowTally.of(run, casualties),
        Predictions.of(run, casualties),
        casualties.all(),
        released(run.ledger()),
        Curves.of(run),
        settings(scenario),
        new RunReport.Origin("", ""));
  }

  private static Map<String, Integer> causes(Map<Cause, Integer> byCause) {
    Map<Cause, Integer> all = new EnumMap<>(Cause.class);
    for (Cause cause : Cause.values()) {
      all.put(cause, byCause.getOrDefault(cause, 0));
    }
    Map<String, Integer> named = new TreeMap<>();
    all.forEach((cause, count) -> named.put(cause.label(), count));
    return named;
  }

  private static List<String> released(Ledger ledger) {
    List<String> released = new ArrayList<>();
    for (FlowRecord flow : ledger.flows()) {
      for (FlowRecord.Release release : flow.releases()) {
        released.add(
            String.format(
                Locale.ROOT,
                "%s by %s at t+%.3f s after %.1f ms",
                flow.flow(),
                release.mux(),
                (release.nanos() - ledger.loadStartNanos()) / 1e9,
                release.waitedNanos() / 1e6));
      }
    }
    return released;
  }

  private static List<RunReport.Span> phases(RunResult run) {
    List<RunReport.Span> spans = new ArrayList<>();
    List<Phase> phases = run.scenario().phases();
    for (int i = 0; i < phases.size(); i++) {
      long end = phases.get(i).end().toMillis();
      boolean last = i + 1 == phases.size();
      spans.add(
          new RunReport.Span(
              phases.get(i).name().label(),
              phases.get(i).start().toMillis(),
              last ? Math.max(end, run.durationNanos() / 1_000_000) : end));
    }
    return spans;
  }

  private static List<RunReport.FaultStages> stages(RunResult run) {
    FaultEvidence evidence = new FaultEvidence(run);
    Outages outages = new Outages(run.ledger().faults());
    long zero = run.ledger().loadStartNanos();
    List<RunReport.FaultStages> all = new ArrayList<>();
    for (FaultRecord fault : run.ledger().faults()) {
      List<RunReport.Moment> seen = new ArrayList<>();
      for (FaultRecord.Evidence moment : evidence.of(fault)) {
        seen.add(moment(fault.nanos(), moment.nanos(), moment.observer(), moment.what()));
      }
      Convergence.after(run, fault)
          .ifPresent(at -> seen.add(moment(fault.nanos(), at, "MUXes", "hold the same flows")));
      seen.sort((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
      long until =
          outages.all().stream()
              .filter(outage -> outage.fault() == fault)
              .mapToLong(Outages.Outage::untilNanos)
              .findFirst()
              .orElse(fault.nanos());
      long end = Math.min(until, zero + run.durationNanos());
      all.add(
          new RunReport.FaultStages(
              fault.fault().toString(),
              millis(fault.nanos() - zero),
              millis(end - zero),
              fault.carriedFlows(),
              seen));
    }
    return all;
  }

  private static List<RunReport.Moment> timeline(Ledger ledger) {
    List<RunReport.Moment> moments = new ArrayList<>();
    long zero = ledger.loadStartNanos();
    for (FaultRecord fault : ledger.faults()) {
      moments.add(moment(zero, fault.nanos(), "fault", fault.fault().toString()));
      for (FaultRecord.Evidence seen : fault.evidence()) {
        moments.add(moment(zero, seen.nanos(), seen.observer(), seen.what()));
      }
    }
    for (Ledger.Change change : ledger.nextHops()) {
      String what = (change.up() ? "uses " : "withdrew ") + change.subject();
      String why = change.reason().isEmpty() ? "" : " (" + change.reason() + ")";
      moments.add(moment(zero, change.nanos(), change.observer(), what + why));
    }
    for (Ledger.Change change : ledger.health()) {
      String what = change.subject() + (change.up() ? " healthy" : " unhealthy");
      moments.add(moment(zero, change.nanos(), change.observer(), what));
    }
    moments.sort((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
    return moments;
  }

  private static RunReport.Moment moment(long zero, long nanos, String who, String what) {
    return new RunReport.Moment(millis(nanos - zero), who, what);
  }

  private static long millis(long nanos) {
    return Math.floorDiv(nanos, 1_000_000L);
  }

  private static Map<String, String> settings(Scenario scenario) {
    Settings s = scenario.world().settings();
    Replication r = s.replication();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("replication", r.mode().label());
    settings.put("batch", time(r.batch()));
    if (r.mode() == Replication.Mode.DDATA_DEFERRED) {
      settings.put("held back at most", time(r.deferLimit()));
    } else if (r.mode() == Replication.Mode.LAZY) {
      settings.put("shared from age", time(r.lazyAge()));
      settings.put("shared every", time(r.lazyEvery()));
    } else if (r.mode() == Replication.Mode.DHT) {
      settings.put("owners of a flow", Integer.toString(r.owners()));
    }
    settings.put("ECMP", s.ecmp().kind().label());
    settings.put("backend map", s.backendMap().label());
    settings.put("BGP hold time", time(s.bgp().holdTime()));
    settings.put(
        "BFD",
        s.bgp().hasBfd() ? time(s.bgp().bfdInterval()) + " x " + s.bgp().bfdMultiplier() : "off");
    settings.put("flow table", Integer.toString(s.muxFlowCapacity()));
    settings.put("of it untrusted", Integer.toString(s.untrustedFlowCapacity()));
    settings.put("seed of the flow hash", Long.toString(s.hashSeed()));
    settings.put(
        "placement", scenario.placement().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    settings.put("connections", Integer.toString(scenario.load().connections()));
    settings.put("opened every", time(scenario.load().openEvery()));
    settings.put("a line every", time(scenario.load().keystrokeEvery()));
    return settings;
  }

  private static String time(java.time.Duration duration) {
    return duration.toMillis() >= 1000 && duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.10g ms", duration.toNanos() / 1e6)
            .replaceAll("\\.?0+ ms", " ms");
  }
}
