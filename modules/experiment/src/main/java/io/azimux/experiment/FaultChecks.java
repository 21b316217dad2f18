package io.azimux.experiment;

import io.azimux.node.Disposition;
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

  private static final Set<Disposition> BY_A_DEAD_ELEMENT =
      Set.of(
          Disposition.ELEMENT_DOWN,
          Disposition.STALE_NEXT_HOP,
          Disposition.LINK_QUEUE_FULL,
          Disposition.QUEUE_FULL,
          Disposition.NO_ROUTE,
          Disposition.NO_LIVE_MUX);

  /** No sign of a broken way: a link's configured loss, and what comes after a connection's end. */
  private static final Set<Disposition> ORDINARY =
      Set.of(Disposition.LINK_LOSS, Disposition.NO_LISTENER);

  private final RunResult run;
  private final long limit;

  FaultChecks(RunResult run) {
    this.run = run;
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
    for (FaultRecord.Evidence seen : evidence(fault)) {
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

  /** What the engine saw, and what routers and the controller noted after the fault. */
  private List<FaultRecord.Evidence> evidence(FaultRecord fault) {
    List<FaultRecord.Evidence> all = new ArrayList<>(fault.evidence());
    boolean up = fault.fault().isRestart();
    long until = nextFault(fault);
    for (Ledger.Change change : run.ledger().nextHops()) {
      if (change.subject().equals(fault.fault().element()) && matches(change, up, fault, until)) {
        String what = up ? "uses it as next hop" : "withdrew it";
        all.add(new FaultRecord.Evidence(change.nanos(), change.observer(), what));
      }
    }
    for (Ledger.Change change : run.ledger().health()) {
      if (isOn(change.subject(), fault.fault().element()) && matches(change, up, fault, until)) {
        String what = change.subject() + (up ? " healthy" : " unhealthy");
        all.add(new FaultRecord.Evidence(change.nanos(), change.observer(), what));
      }
    }
    all.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
    return all;
  }

  private static boolean matches(Ledger.Change change, boolean up, FaultRecord fault, long until) {
    return change.up() == up && change.nanos() >= fault.nanos() && change.nanos() < until;
  }

  /** When the same element was next done something to. */
  private long nextFault(FaultRecord fault) {
    return run.ledger().faults().stream()
        .filter(other -> other.fault().element().equals(fault.fault().element()))
        .mapToLong(FaultRecord::nanos)
        .filter(nanos -> nanos > fault.nanos())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private Check withdrawal(FaultRecord fault) {
    String name = "withdrawal " + fault.fault().element();
    long until = nextFault(fault);
    List<Ledger.Change> withdrawn =
        run.ledger().nextHops().stream()
            .filter(change -> change.subject().equals(fault.fault().element()))
            .filter(change -> matches(change, false, fault, until))
            .toList();
    int routers = run.scenario().world().routers().size();
    long latest = withdrawn.stream().mapToLong(Ledger.Change::nanos).max().orElse(0);
    String text =
        "%d/%d routers, the last %s (limit %d ms)"
            .formatted(withdrawn.size(), routers, after(fault, latest), limit / 1_000_000);
    if (withdrawn.isEmpty()) {
      return new Check(name, Status.UNKNOWN, "no router withdrew it");
    }
    boolean inTime = withdrawn.size() >= routers && latest - fault.nanos() <= limit;
    return new Check(name, inTime ? Status.PASS : Status.FAIL, text);
  }

  private Check lossWindow() {
    long inside = 0;
    long outside = 0;
    Set<String> reasons = new LinkedHashSet<>();
    for (Ledger.Drop drop : run.ledger().drops()) {
      if (drop.nanos() < run.ledger().loadStartNanos() || ORDINARY.contains(drop.disposition())) {
        continue;
      }
      if (BY_A_DEAD_ELEMENT.contains(drop.disposition()) && afterAKill(drop.nanos())) {
        inside += drop.count();
      } else {
        outside += drop.count();
        reasons.add(drop.disposition().label() + " at " + drop.element());
      }
    }
    String text =
        "%d packets lost to killed elements within %d ms, %d otherwise"
            .formatted(inside, limit / 1_000_000, outside);
    String why = reasons.stream().limit(3).collect(Collectors.joining(", "));
    Status status = outside == 0 ? Status.PASS : Status.FAIL;
    return new Check("loss-window", status, outside == 0 ? text : text + " (" + why + ")");
  }

  /**
   * A MUX is withdrawn within the hold time; nothing replaces a guest or host until it restarts.
   */
  private boolean afterAKill(long nanos) {
    return run.ledger().faults().stream()
        .filter(fault -> fault.fault().isKill())
        .anyMatch(fault -> nanos >= fault.nanos() && nanos <= endOfLoss(fault));
  }

  private long endOfLoss(FaultRecord fault) {
    if (isMux(fault.fault().element())) {
      return fault.nanos() + limit;
    }
    long next = nextFault(fault);
    return next == Long.MAX_VALUE ? next : next + RELEARN_NANOS;
  }

  private boolean isMux(String element) {
    return run.scenario().world().muxes().stream().anyMatch(mux -> mux.name().equals(element));
  }

  /** True where a NIC belongs to a machine of this name, or to one on a host of this name. */
  private boolean isOn(String nic, String element) {
    return run.scenario().world().virtualMachines().stream()
        .filter(machine -> machine.name().equals(element) || machine.host().equals(element))
        .anyMatch(machine -> nic.startsWith(machine.name() + "/"));
  }

  private static String after(FaultRecord fault, long nanos) {
    return "after " + (nanos - fault.nanos()) / 1_000_000 + " ms";
  }
}
