package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who saw that a fault bit: the engine, routers, the controller, hosts, and the elements that
 * dropped packets for it.
 */
final class FaultEvidence {
  private final RunResult run;

  FaultEvidence(RunResult run) {
    this.run = run;
  }

  /** All that was seen of a fault until the next one of the same element, in order of time. */
  List<FaultRecord.Evidence> of(FaultRecord fault) {
    List<FaultRecord.Evidence> all = new ArrayList<>(fault.evidence());
    Action action = fault.fault().action();
    long until = nextFault(fault);
    Window window = new Window(fault.nanos(), until - 1);
    if (action instanceof Action.SetPool pool) {
      newMembers(pool, window, all);
    } else if (action instanceof Action.SlowReplication) {
      slower(window, all);
    } else {
      routes(action, window, all);
      health(action, window, all);
      drops(action, window, all);
    }
    all.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
    return all;
  }

  /** When the same element was next done something to. */
  long nextFault(FaultRecord fault) {
    List<String> elements = fault.fault().action().elements();
    return run.ledger().faults().stream()
        .filter(other -> other.nanos() > fault.nanos())
        .filter(other -> elements.stream().anyMatch(other.fault().action().elements()::contains))
        .mapToLong(FaultRecord::nanos)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** True for an action after which something is better than before. */
  static boolean heals(Action action) {
    return action instanceof Action.Restart
        || action instanceof Action.Resume
        || action instanceof Action.Mend
        || action instanceof Action.IpForward guest && guest.on()
        || action instanceof Action.Listening server && server.on();
  }

  private void routes(Action action, Window window, List<FaultRecord.Evidence> all) {
    boolean up = heals(action);
    for (Ledger.Change change : run.ledger().nextHops()) {
      boolean concerned = touches(action, change.subject()) || touches(action, change.observer());
      if (concerned && change.up() == up && window.contains(change.nanos())) {
        String whom = action.elements().contains(change.subject()) ? "it" : change.subject();
        String what = up ? "uses " + whom + " as next hop" : "withdrew " + whom;
        all.add(new FaultRecord.Evidence(change.nanos(), change.observer(), what));
      }
    }
  }

  private void health(Action action, Window window, List<FaultRecord.Evidence> all) {
    boolean up = heals(action);
    for (Ledger.Change change : run.ledger().health()) {
      boolean concerned = action.elements().stream().anyMatch(e -> isOn(change.subject(), e));
      if (concerned && change.up() == up && window.contains(change.nanos())) {
        String what = change.subject() + (up ? " healthy" : " unhealthy");
        all.add(new FaultRecord.Evidence(change.nanos(), change.observer(), what));
      }
    }
  }

  /**
   * Drops that nothing else explains than this kind of fault; the first of each element. What is
   * booked at the victim itself was seen by nobody but the engine.
   */
  private void drops(Action action, Window window, List<FaultRecord.Evidence> all) {
    List<Disposition> telling = telling(action);
    Map<String, Ledger.Drop> first = new LinkedHashMap<>();
    for (Ledger.Drop drop : run.ledger().drops()) {
      boolean own =
          action.elements().contains(drop.element()) && action instanceof Action.ToProcess;
      if (!own && telling.contains(drop.disposition()) && window.contains(drop.nanos())) {
        first.putIfAbsent(drop.element(), drop);
      }
    }
    // Who withdrew a route has said more than that it lost packets before.
    all.forEach(seen -> first.remove(seen.observer()));
    first.forEach(
        (element, drop) ->
            all.add(
                new FaultRecord.Evidence(
                    drop.nanos(), element, "lost packets (" + drop.disposition().label() + ")")));
  }

  private static List<Disposition> telling(Action action) {
    if (action instanceof Action.IpForward guest && !guest.on()) {
      return List.of(Disposition.IP_FORWARD_OFF);
    } else if (action instanceof Action.Impair || action instanceof Action.Cut) {
      return List.of(Disposition.LINK_LOSS);
    } else if (action instanceof Action.Kill || action instanceof Action.Pause) {
      return List.of(Disposition.ELEMENT_DOWN, Disposition.STALE_NEXT_HOP);
    }
    return List.of();
  }

  /** Hosts that saw new flows at members which the pool did not have. */
  private void newMembers(Action.SetPool pool, Window window, List<FaultRecord.Evidence> all) {
    Map<String, FaultRecord.Evidence> first = new LinkedHashMap<>();
    for (FlowRecord flow : run.ledger().flows()) {
      for (FlowRecord.Sighting sighting : flow.sightings()) {
        if (pool.members().contains(sighting.backend())
            && !seenBefore(sighting.backend(), window)) {
          add(first, sighting, window);
        }
      }
    }
    all.addAll(first.values());
    newVersions(Measure.CONTROL_VERSION, "made goal state %.0f", window, all);
    newVersions(Measure.VFP_GENERATION, "enforces goal state %.0f", window, all);
  }

  /** Elements whose version rose first. */
  private void newVersions(
      Measure measure, String words, Window window, List<FaultRecord.Evidence> all) {
    for (TimeSeries.Key key : run.series().keys(measure)) {
      List<TimeSeries.Point> points = run.series().points(key);
      for (int i = 1; i < points.size(); i++) {
        TimeSeries.Point point = points.get(i);
        if (point.value() > points.get(i - 1).value() && window.contains(point.nanos())) {
          String what = String.format(Locale.ROOT, words, point.value());
          all.add(new FaultRecord.Evidence(point.nanos(), key.element(), what));
          break;
        }
      }
    }
  }

  private static void add(
      Map<String, FaultRecord.Evidence> first, FlowRecord.Sighting sighting, Window window) {
    if (window.contains(sighting.nanos())) {
      FaultRecord.Evidence seen =
          new FaultRecord.Evidence(
              sighting.nanos(), sighting.backend(), "gets flows since the pool has it");
      first.merge(sighting.backend(), seen, (a, b) -> a.nanos() <= b.nanos() ? a : b);
    }
  }

  private boolean seenBefore(String backend, Window window) {
    return run.ledger().flows().stream()
        .flatMap(flow -> flow.sightings().stream())
        .anyMatch(s -> s.backend().equals(backend) && s.nanos() < window.from());
  }

  /** MUXes whose lag rose well above what they had before. */
  private void slower(Window window, List<FaultRecord.Evidence> all) {
    for (TimeSeries.Key key : run.series().keys(Measure.REPLICATION_LAG)) {
      double before = 0;
      for (TimeSeries.Point point : run.series().points(key)) {
        if (point.nanos() < window.from()) {
          before = Math.max(before, point.value());
        } else if (point.value() > 2 * before + 0.01 && window.contains(point.nanos())) {
          String what = String.format(Locale.ROOT, "lag %.0f ms", point.value() * 1000);
          all.add(new FaultRecord.Evidence(point.nanos(), key.element(), what));
          break;
        }
      }
    }
  }

  private static boolean touches(Action action, String element) {
    return action.elements().contains(element)
        || action instanceof Action.Cut cut && cut.to().contains(element)
        || action instanceof Action.Mend mend && mend.to().contains(element)
        || action instanceof Action.Impair impair && impair.to().contains(element);
  }

  /** True where a NIC belongs to a machine of this name, or to one on a host of this name. */
  private boolean isOn(String nic, String element) {
    return run.scenario().world().virtualMachines().stream()
        .filter(machine -> machine.name().equals(element) || machine.host().equals(element))
        .anyMatch(machine -> nic.startsWith(machine.name() + "/"));
  }
}
