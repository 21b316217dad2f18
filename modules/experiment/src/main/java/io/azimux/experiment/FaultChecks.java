package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.topology.Action;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Were the faults real, and did their effect stay where it belongs? */
final class FaultChecks {
  /**
   * Added to the hold time: a router looks at its timers, and a packet is under way, for so long at
   * most.
   */
  static final long SLACK_NANOS = 250_000_000;

  /**
   * Time in which an element that was started again learns what it must know: it asks every second,
   * and messages may be lost.
   */
  static final long RELEARN_NANOS = 4_000_000_000L;

  /** Observers that must have seen a fault before a run may pass. */
  static final int OBSERVERS = 2;

  private static final Set<Disposition> BY_A_FAULT =
      Set.of(
          Disposition.ELEMENT_DOWN,
          Disposition.STALE_NEXT_HOP,
          Disposition.LINK_QUEUE_FULL,
          Disposition.QUEUE_FULL,
          Disposition.NO_ROUTE,
          Disposition.NO_LIVE_MUX,
          Disposition.ADDRESS_UNRESOLVED,
          Disposition.IP_FORWARD_OFF,
          Disposition.STOOD_STILL);

  /** No sign of a broken way: a link's configured loss, and what comes after a connection's end. */
  private static final Set<Disposition> ORDINARY =
      Set.of(Disposition.LINK_LOSS, Disposition.NO_LISTENER);

  private final RunResult run;
  private final FaultEvidence evidence;
  private final Outages outages;
  private final long limit;

  FaultChecks(RunResult run) {
    this.run = run;
    evidence = new FaultEvidence(run);
    outages = new Outages(run.ledger().faults());
    limit = run.scenario().world().settings().bgp().detection().toNanos() + SLACK_NANOS;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (FaultRecord fault : run.ledger().faults()) {
      checks.add(proof(fault));
      if (fault.fault().isKill() && isMux(fault.fault().element())) {
        checks.add(withdrawal(fault));
      }
    }
    int missing = run.scenario().faults().size() - run.ledger().faults().size();
    if (missing > 0) {
      checks.add(new Check("faults", Status.UNKNOWN, missing + " faults were not done"));
    }
    checks.add(lossWindow());
    return checks;
  }

  private Check proof(FaultRecord fault) {
    String name = "fault " + fault.fault();
    Set<String> observers = new LinkedHashSet<>();
    List<String> words = new ArrayList<>();
    for (FaultRecord.Evidence seen : evidence.of(fault)) {
      if (observers.add(seen.observer())) {
        words.add(seen.observer() + ": " + seen.what() + " " + after(fault, seen.nanos()));
      }
    }
    boolean idle = fault.fault().isKill() && fault.carriedFlows() == 0;
    if (fault.carriedFlows() >= 0) {
      words.add("carried " + fault.carriedFlows() + " flows");
    }
    boolean proved = observers.size() >= OBSERVERS && !idle;
    String text = words.isEmpty() ? "nobody saw it" : String.join("; ", words);
    return new Check(name, proved ? Status.PASS : Status.UNKNOWN, text);
  }

  private Check withdrawal(FaultRecord fault) {
    String name = "withdrawal " + fault.fault().element();
    Window window = new Window(fault.nanos(), evidence.nextFault(fault) - 1);
    List<Ledger.Change> withdrawn =
        run.ledger().nextHops().stream()
            .filter(change -> change.subject().equals(fault.fault().element()))
            .filter(change -> !change.up() && window.contains(change.nanos()))
            .toList();
    long routers =
        run.scenario().world().routers().stream()
            .filter(router -> !isDead(router.name(), fault.nanos()))
            .count();
    long told = withdrawn.stream().map(Ledger.Change::observer).distinct().count();
    long latest = withdrawn.stream().mapToLong(Ledger.Change::nanos).max().orElse(0);
    String text =
        "%d/%d routers, the last %s (limit %d ms)"
            .formatted(told, routers, after(fault, latest), limit / 1_000_000);
    if (withdrawn.isEmpty()) {
      return new Check(name, Status.UNKNOWN, "no router withdrew it");
    }
    boolean inTime = told >= routers && latest - fault.nanos() <= limit;
    return new Check(name, inTime ? Status.PASS : Status.FAIL, text);
  }

  private boolean isDead(String element, long nanos) {
    return outages.of(Outages.Kind.DEAD).stream()
        .filter(outage -> outage.elements().contains(element))
        .anyMatch(outage -> outage.overlaps(nanos, nanos));
  }

  private Check lossWindow() {
    long inside = 0;
    long outside = 0;
    Set<String> reasons = new LinkedHashSet<>();
    for (Ledger.Drop drop : run.ledger().drops()) {
      if (drop.nanos() < run.ledger().loadStartNanos() || ORDINARY.contains(drop.disposition())) {
        continue;
      }
      if (BY_A_FAULT.contains(drop.disposition()) && mayLose(drop.nanos())) {
        inside += drop.count();
      } else {
        outside += drop.count();
        reasons.add(drop.disposition().label() + " at " + drop.element());
      }
    }
    String text =
        "%d packets lost to faults while they last (a dead MUX: %d ms), %d otherwise"
            .formatted(inside, limit / 1_000_000, outside);
    String why = reasons.stream().limit(3).collect(Collectors.joining(", "));
    Status status = outside == 0 ? Status.PASS : Status.FAIL;
    return new Check("loss-window", status, outside == 0 ? text : text + " (" + why + ")");
  }

  /**
   * A fault excuses loss while it lasts, and until those who go on have learnt that it is over.
   * Only a dead or still MUX is replaced by others: within the time that routers need to notice. A
   * process that was asked to end has no excuse: it drains first.
   */
  private boolean mayLose(long nanos) {
    return outages.all().stream()
        .filter(outage -> !(outage.fault().fault().action() instanceof Action.Terminate))
        .anyMatch(outage -> nanos >= outage.fromNanos() && isInTime(outage, nanos));
  }

  private boolean isInTime(Outages.Outage outage, long nanos) {
    boolean replaced = isMux(outage.fault().fault().element());
    long until = outage.untilNanos();
    return switch (outage.kind()) {
      case DEAD -> nanos <= (replaced ? outage.fromNanos() + limit : later(until));
      case STILL ->
          replaced
              ? nanos <= outage.fromNanos() + limit || nanos >= until && nanos <= later(until)
              : nanos <= later(until);
      default -> nanos <= later(until);
    };
  }

  private static long later(long until) {
    return until == Long.MAX_VALUE ? until : until + RELEARN_NANOS;
  }

  private boolean isMux(String element) {
    return run.scenario().world().muxes().stream().anyMatch(mux -> mux.name().equals(element));
  }

  private static String after(FaultRecord fault, long nanos) {
    return "after " + (nanos - fault.nanos()) / 1_000_000 + " ms";
  }
}
