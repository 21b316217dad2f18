package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.node.Fact;
import io.azimux.node.message.OperatorCommand;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import io.azimux.topology.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does faults to processes and links, and has each {@link Injection} gather proof that it bit. */
public final class Faults {
  /** Processes of this machine answer within milliseconds; one that stands still is told later. */
  private static final Duration TELL_LIMIT = Duration.ofMillis(500);

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

  private final Fleet fleet;
  private final Console console;
  private final World world;
  private final Ledger ledger;
  private final Gauges gauges;
  private final Victims victims;
  private final BlackHole blackHole;
  private final LastingFaults lasting;
  private final ChaosPost post;
  private final Isolations isolations;
  private final List<Injection> injections = new ArrayList<>();
  private final List<Fault> done = new ArrayList<>();

  Faults(
      Fleet fleet,
      Console console,
      Scenario scenario,
      long seed,
      Ledger ledger,
      Gauges gauges,
      Victims victims) {
    this.fleet = fleet;
    this.console = console;
    this.world = scenario.world();
    this.ledger = ledger;
    this.gauges = gauges;
    this.victims = victims;
    this.blackHole = new BlackHole(ledger);
    this.lasting = new LastingFaults(seed, world);
    this.post = new ChaosPost(fleet, lasting);
    this.isolations = new Isolations(fleet, world, ledger, lasting);
  }

  /**
   * The scenario with the faults that were really done, and those that the plan is still short of.
   */
  Scenario done(Scenario planned, FaultPlan plan) {
    List<Fault> all = new ArrayList<>(done);
    Fault undone = new Fault(Duration.ZERO, new Action.Kill("nobody"));
    all.addAll(Collections.nCopies(plan.missing(), undone));
    return planned.withFaults(all);
  }

  /** A packet was sent to a MUX that was not running. */
  void noted(long nanos, String sender, Fact.PacketLost lost) {
    blackHole.noted(nanos, sender, lost);
  }

  /** All has been read: what was sent to dead MUXes is booked. */
  void settle() {
    blackHole.settle();
  }

  /** True when the proof of every fault is complete, or came too late to wait for. */
  boolean isSettled() {
    return injections.stream().allMatch(one -> one.isProved() || one.isOverdue());
  }

  /** Does a fault now. */
  void apply(Fault planned, Map<String, Status> statuses) {
    Fault fault = chosen(planned, victims.choose(planned, statuses));
    done.add(fault);
    if (fault.action() instanceof Action.Cut cut) {
      gauges.cut(cut, world.settings().bgp().detection());
    }
    Injection injection =
        isolations.inject(fault, () -> recorded(fault)).orElseGet(() -> inject(fault, statuses));
    injections.add(injection);
    gauges.struck(injection.record().nanos());
    post.deliver(TELL_LIMIT);
  }

  /** Kills and restarts meet whom the time has shown; everything else is done as it was planned. */
  private static Fault chosen(Fault planned, String victim) {
    if (planned.isKill()) {
      return new Fault(planned.at(), new Action.Kill(victim));
    }
    return planned.isRestart() ? new Fault(planned.at(), new Action.Restart(victim)) : planned;
  }

  private Injection inject(Fault fault, Map<String, Status> statuses) {
    Action action = fault.action();
    lasting.take(action);
    if (action instanceof Action.Restart restart) {
      return restart(fault, restart);
    }
    if (action instanceof Action.ToProcess toProcess) {
      return toProcess(fault, toProcess, statuses);
    }
    FaultRecord record = recorded(fault);
    if (action instanceof Action.Mend mend) {
      return new MendInjection(ledger, record, mend);
    }
    if (action instanceof Action.SlowReplication slow) {
      return new SlowInjection(ledger, record, slow);
    }
    List<io.azimux.cluster.chaos.LinkFault> onLinks = LastingFaults.faults(action);
    return onLinks.isEmpty()
        ? command(record, statuses)
        : new LinkInjection(ledger, record, onLinks);
  }

  private FaultRecord recorded(Fault fault) {
    FaultRecord record = ledger.fault(Fleet.now(), fault, -1);
    tell(fault.toString(), record);
    return record;
  }

  private Injection toProcess(Fault fault, Action.ToProcess action, Map<String, Status> statuses) {
    Carrier process = carrier(action.element());
    boolean hurts = !(action instanceof Action.Resume);
    long carried = hurts ? gauges.carried(statuses, action.element()) : -1;
    String victim = describe(process, action.element(), carried);
    if (action instanceof Action.Kill) {
      return kill(fault, process, victim, carried, statuses);
    }
    FaultRecord record = ledger.fault(Fleet.now(), fault, carried);
    if (action instanceof Action.Pause) {
      fleet.pause(process);
      tell("SIGSTOP " + victim, record);
      return new PauseInjection(ledger, record, process, () -> fleet.standing(process));
    }
    if (action instanceof Action.Terminate) {
      long uid = Membership.uid(statuses, process);
      CompletableFuture<Long> gone = fleet.terminate(process);
      tell("SIGTERM " + victim, record);
      return new TerminateInjection(ledger, record, process, uid, gone, blackHole);
    }
    fleet.resume(process);
    tell("SIGCONT " + victim, record);
    return new ResumeInjection(ledger, record, process, () -> fleet.standing(process));
  }

  /** The time is that of the signal: how long the victim is missed counts from here. */
  private Injection kill(
      Fault fault, Carrier process, String victim, long carried, Map<String, Status> statuses) {
    long uid = Membership.uid(statuses, process);
    long nanos = Fleet.now();
    CompletableFuture<Long> gone = fleet.kill(process);
    FaultRecord record = ledger.fault(nanos, fault, carried);
    process.elements().forEach(element -> blackHole.opens(element, nanos, statuses));
    tell("SIGKILL " + victim, record);
    return new KillInjection(ledger, record, process, uid, gone);
  }

  private Carrier carrier(String element) {
    return fleet.carrier(element).orElseThrow(() -> new CannotStart(element + " does not run"));
  }

  private static String describe(Carrier process, String element, long carried) {
    return "%s (%s%s%s)"
        .formatted(
            element,
            process.place(),
            carried < 0 ? "" : ", carries " + carried + " flows",
            process.elements().size() > 1
                ? "; with it go " + String.join(", ", process.elements())
                : "");
  }

  private Injection restart(Fault fault, Action.Restart action) {
    FaultRecord record = ledger.fault(Fleet.now(), fault, -1);
    RestartInjection restart =
        new RestartInjection(ledger, record, () -> start(action.element(), record));
    restart.look(Map.of());
    return restart;
  }

  /** Starts the process of an element, unless an earlier one has not ended yet. */
  private Optional<Carrier> start(String element, FaultRecord record) {
    Optional<Carrier> started = fleet.start(element);
    started.ifPresent(
        process ->
            tell(
                "%s %s (%s)".formatted(record.fault().action().label(), element, process.place()),
                record));
    return started;
  }

  private Injection command(FaultRecord record, Map<String, Status> statuses) {
    Action action = record.fault().action();
    CommandInjection injection =
        new CommandInjection(ledger, record, Signs.of(action, world), order(action));
    injection.look(statuses);
    return injection;
  }

  private CommandInjection.Order order(Action action) {
    if (action instanceof Action.IpForward set) {
      return () -> isTaken(set.machine(), new OperatorCommand.SetIpForward(set.on()));
    }
    if (action instanceof Action.Listening set) {
      return () -> isTaken(set.machine(), new OperatorCommand.SetListening(set.port(), set.on()));
    }
    if (action instanceof Action.SetPool set) {
      OperatorCommand command =
          new OperatorCommand.SetPool(set.loadBalancer(), set.pool(), set.members());
      return () -> isTaken(world.controller().name(), command);
    }
    throw new IllegalStateException("nobody knows how to do " + action.label());
  }

  /** Any process passes a command on; that of the element itself is the surest. */
  private boolean isTaken(String element, OperatorCommand command) {
    try {
      fleet.clientOf(element).command(element, command);
      return true;
    } catch (NodeClient.Refused refused) {
      if (refused.isForNow()) {
        return false;
      }
      throw new CannotStart(element + " does not take orders: " + refused.getMessage(), refused);
    } catch (IOException startsOrEnds) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private void tell(String what, FaultRecord record) {
    double seconds = (record.nanos() - ledger.loadStartNanos()) / 1e9;
    console.stage("fault", String.format(Locale.ROOT, "t+%.2f  %s", seconds, what));
  }

  /** Looks for proof, and tells those who do not know yet what holds. */
  void watch(Map<String, Status> statuses) {
    blackHole.watch(statuses);
    injections.stream().filter(one -> !one.isOverdue()).forEach(one -> one.look(statuses));
    post.deliver(Duration.ZERO);
  }
}
