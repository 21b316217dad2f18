package io.azimux.cli.cluster;

import io.azimux.cli.console.Console;
import io.azimux.cli.process.NodeProcess;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Does faults to processes and gathers proof that they bit, from the process itself and from the
 * cluster's membership. What routers and the controller saw comes through the journals.
 */
public final class Faults {
  /** Failure detection and membership follow within seconds; more than this is no evidence. */
  private static final Duration PROOF_LIMIT = Duration.ofSeconds(15);

  private static final String ENGINE = "launcher";
  private static final String MEMBERSHIP = "cluster";

  /** Says whom a fault hits. */
  @FunctionalInterface
  public interface Victims {
    /** The element, when the time of the fault has come. */
    String choose(Fault fault, Map<String, Status> statuses);

    /** As the scenario says. */
    static Victims asPlanned() {
      return (fault, statuses) -> fault.element();
    }
  }

  /** A fault whose proof is being gathered. */
  private static final class Open {
    private final FaultRecord record;
    private final NodeProcess process;
    private CompletableFuture<Long> goneNanos = new CompletableFuture<>();
    private boolean processSeen;
    private boolean membershipSeen;
    private boolean removalSeen;

    Open(FaultRecord record, NodeProcess process) {
      this.record = record;
      this.process = process;
    }
  }

  private final LocalCluster cluster;
  private final Console console;
  private final Launch launch;
  private final Ledger ledger;
  private final Gauges gauges;
  private final Victims victims;
  private final BlackHole blackHole;
  private final List<Open> open = new ArrayList<>();
  private final List<Fault> done = new ArrayList<>();

  Faults(
      LocalCluster cluster,
      Console console,
      Launch launch,
      Ledger ledger,
      Gauges gauges,
      Victims victims) {
    this.cluster = cluster;
    this.console = console;
    this.launch = launch;
    this.ledger = ledger;
    this.gauges = gauges;
    this.victims = victims;
    this.blackHole = new BlackHole(ledger);
  }

  /** The scenario with the faults that were really done. */
  Scenario done(Scenario planned) {
    return done.size() < planned.faults().size() ? planned : planned.withFaults(done);
  }

  /** True when the proof of every fault is complete, or came too late to wait for. */
  boolean isSettled() {
    return open.stream().allMatch(o -> o.processSeen && o.membershipSeen || isOverdue(o));
  }

  private static boolean isOverdue(Open fault) {
    return ClusterRun.now() - fault.record.nanos() > PROOF_LIMIT.toNanos();
  }

  /** Does a fault now. */
  void apply(Fault planned, Map<String, Status> statuses) {
    Fault fault = chosen(planned, victims.choose(planned, statuses));
    NodeProcess process =
        cluster
            .state()
            .carrier(fault.element())
            .orElseThrow(() -> new IllegalStateException("nobody carries " + fault.element()));
    done.add(fault);
    if (fault.isKill()) {
      kill(fault, process, statuses);
    } else {
      restart(fault, process);
    }
  }

  private static Fault chosen(Fault planned, String victim) {
    return new Fault(
        planned.at(), planned.isKill() ? new Action.Kill(victim) : new Action.Restart(victim));
  }

  private void kill(Fault fault, NodeProcess process, Map<String, Status> statuses) {
    long carried = gauges.carried(statuses, fault.element());
    FaultRecord record = ledger.fault(ClusterRun.now(), fault, carried);
    gauges.killed(record.nanos());
    Open killed = new Open(record, process);
    open.add(killed);
    blackHole.opens(fault.element(), record.nanos(), statuses);
    cluster
        .kill(process)
        .ifPresent(
            handle -> killed.goneNanos = handle.onExit().thenApply(ended -> ClusterRun.now()));
    tell(
        "SIGKILL %s (pid %d%s%s)"
            .formatted(
                fault.element(),
                process.pid(),
                carried < 0 ? "" : ", carries " + carried + " flows",
                process.elements().size() > 1
                    ? "; with it go " + String.join(", ", process.elements())
                    : ""),
        record);
  }

  private void restart(Fault fault, NodeProcess dead) {
    FaultRecord record = ledger.fault(ClusterRun.now(), fault, -1);
    if (cluster.isAlive(dead)) {
      tell(fault.element() + " runs already, nothing to start again", record);
      open.add(new Open(record, dead));
      return;
    }
    NodeProcess process = Startup.again(cluster, launch, dead);
    open.add(new Open(record, process));
    tell("restart %s (pid %d)".formatted(fault.element(), process.pid()), record);
  }

  private void tell(String what, FaultRecord record) {
    double seconds = (record.nanos() - ledger.loadStartNanos()) / 1e9;
    console.stage("fault", String.format(Locale.ROOT, "t+%.2f  %s", seconds, what));
  }

  /** Looks for proof. */
  void watch(Map<String, Status> statuses) {
    blackHole.watch(statuses);
    for (Open fault : open) {
      if (fault.record.fault().isKill()) {
        watchKill(fault, statuses);
      } else {
        watchRestart(fault, statuses);
      }
    }
  }

  private void watchKill(Open fault, Map<String, Status> statuses) {
    if (!fault.processSeen && fault.goneNanos.isDone()) {
      fault.processSeen = true;
      ledger.evidence(fault.record, fault.goneNanos.join(), ENGINE, "process gone");
    }
    if (!fault.membershipSeen && sees(statuses, fault, member -> !member.reachable())) {
      fault.membershipSeen = prove(fault, MEMBERSHIP, "member unreachable");
    }
    if (fault.membershipSeen && !fault.removalSeen && !sees(statuses, fault, member -> true)) {
      fault.removalSeen = prove(fault, MEMBERSHIP, "member removed");
    }
  }

  private void watchRestart(Open fault, Map<String, Status> statuses) {
    Status own = statuses.get(fault.process.name());
    boolean answers = own != null && own.pid() == fault.process.pid();
    if (!fault.processSeen && answers) {
      fault.processSeen = prove(fault, ENGINE, "process answers again");
    }
    if (!fault.membershipSeen && answers && own != null && own.self().equals("Up")) {
      fault.membershipSeen = prove(fault, MEMBERSHIP, "member up again");
    }
  }

  private boolean prove(Open fault, String observer, String what) {
    ledger.evidence(fault.record, ClusterRun.now(), observer, what);
    return true;
  }

  private static boolean sees(
      Map<String, Status> statuses,
      Open fault,
      java.util.function.Predicate<Status.Member> condition) {
    String port = ":" + fault.process.arteryPort();
    return statuses.values().stream()
        .filter(status -> !status.jvm().equals(fault.process.name()))
        .flatMap(status -> status.members().stream())
        .anyMatch(member -> member.address().endsWith(port) && condition.test(member));
  }
}
