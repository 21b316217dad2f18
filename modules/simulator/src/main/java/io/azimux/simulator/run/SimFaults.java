package io.azimux.simulator.run;

import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.experiment.Readings;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.message.OperatorCommand;
import io.azimux.simulator.LinkFaults;
import io.azimux.simulator.Reach;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Does what a scenario's faults say. Each is proved by two observers: the simulator, which did it,
 * and whoever feels it: the network, a guest, the controller, a MUX; routers add what they note.
 */
public final class SimFaults {
  private static final String ENGINE = "simulator";
  private static final String NETWORK = LifeSigns.NETWORK;

  /** Longest time for which a reordered packet is held back. */
  private static final long REORDER_NANOS = 5_000_000L;

  private final Wiring wiring;
  private final Simulator simulator;
  private final Ledger ledger;
  private final Readings readings;
  private final LinkFaults links;
  private final Proofs proofs;
  private final LifeSigns life;
  private final Endings endings;

  /** Does faults to this world; what is seen of them goes into the ledger. */
  public SimFaults(
      SimulatedWorld world, SimulatorOptions options, Ledger ledger, Readings readings) {
    wiring = world.wiring();
    simulator = world.simulator();
    this.ledger = ledger;
    this.readings = readings;
    links = options.links();
    proofs = new Proofs(simulator, ledger);
    life = new LifeSigns(wiring, simulator, proofs);
    endings = new Endings(simulator, this::stop);
  }

  /** Does one, now. */
  public void inflict(Fault fault) {
    Action action = fault.action();
    boolean undoes =
        action instanceof Action.Restart
            || action instanceof Action.Resume
            || action instanceof Action.Mend;
    long carried = undoes ? -1 : carriedFlows(fault.element());
    FaultRecord record = ledger.fault(simulator.now(), fault, carried);
    if (action instanceof Action.ToProcess toProcess) {
      toProcess(record, toProcess);
    } else if (action instanceof Action.Cut cut) {
      cut(record, cut);
    } else if (action instanceof Action.Mend mend) {
      mend(record, mend);
    } else if (action instanceof Action.Impair impair) {
      impair(record, impair);
    } else if (action instanceof Action.SlowReplication slow) {
      slow(record, slow);
    } else if (action instanceof Action.IpForward forward) {
      ipForward(record, forward);
    } else if (action instanceof Action.Listening listening) {
      listening(record, listening);
    } else if (action instanceof Action.SetPool pool) {
      setPool(record, pool);
    }
  }

  private void toProcess(FaultRecord record, Action.ToProcess action) {
    String element = action.element();
    if (action instanceof Action.Kill) {
      stop(element);
      proofs.seen(record, ENGINE, "process gone");
      if (wiring.element(element).role() == Role.CONTROLLER) {
        life.whenSilent(record, element);
      } else {
        life.whenNobodyIsThere(record, element);
      }
    } else if (action instanceof Action.Terminate) {
      terminate(record, element);
    } else if (action instanceof Action.Restart) {
      endings.restart(element);
      proofs.when(record, ENGINE, "process started", () -> simulator.isUp(element));
      life.whenReached(record, element);
    } else if (action instanceof Action.Pause) {
      simulator.pause(element);
      proofs.seen(record, ENGINE, "process stands still");
      proofs.when(record, NETWORK, "packets wait for it", () -> simulator.waiting(element) > 0);
    } else {
      simulator.resume(element);
      proofs.seen(record, ENGINE, "process goes on");
      life.whenReached(record, element);
    }
  }

  private void terminate(FaultRecord record, String element) {
    proofs.seen(record, ENGINE, "process asked to end");
    if (wiring.element(element).role() == Role.MUX) {
      endings.drain(element, drained -> ended(record, element, drained));
    } else {
      stop(element);
      life.whenNobodyIsThere(record, element);
    }
  }

  private void ended(FaultRecord record, String element, boolean drained) {
    if (drained) {
      proofs.seen(record, element, "drained");
    }
    proofs.seen(record, ENGINE, "process gone");
  }

  /** Ends an element's process; its counters are read before they are lost. */
  private void stop(String element) {
    simulator.measure(element, readings.of(element));
    simulator.kill(element);
    endings.died(element);
  }

  private void cut(FaultRecord record, Action.Cut cut) {
    pairs(cut.from(), cut.to(), simulator.reach()::cut);
    if (!cut.oneWay()) {
      pairs(cut.to(), cut.from(), simulator.reach()::cut);
    }
    proofs.seen(record, ENGINE, "nothing passes");
    long before = both(cut.from(), cut.to(), simulator.reach()::swallowed);
    proofs.when(
        record,
        NETWORK,
        "swallowed what was sent",
        () -> both(cut.from(), cut.to(), simulator.reach()::swallowed) > before);
  }

  private void mend(FaultRecord record, Action.Mend mend) {
    pairs(mend.from(), mend.to(), simulator.reach()::mend);
    pairs(mend.to(), mend.from(), simulator.reach()::mend);
    pairs(mend.from(), mend.to(), (from, to) -> setLink(from, to, links));
    proofs.seen(record, ENGINE, "everything passes");
    whenPassed(record, mend.from(), mend.to(), "carries again");
  }

  private void impair(FaultRecord record, Action.Impair impair) {
    LinkFaults bad =
        links
            .withLoss(impair.loss())
            .withDelay(links.delayNanos() + impair.delay().toNanos())
            .withReorder(impair.reorder(), REORDER_NANOS);
    pairs(impair.from(), impair.to(), (from, to) -> setLink(from, to, bad));
    proofs.seen(record, ENGINE, "links are bad");
    whenPassed(record, impair.from(), impair.to(), "carries packets on them");
  }

  private void setLink(String from, String to, LinkFaults faults) {
    if (simulator.isLinked(from, to)) {
      simulator.setFaults(from, to, faults);
      simulator.setFaults(to, from, faults);
    }
  }

  private void whenPassed(FaultRecord record, List<String> from, List<String> to, String what) {
    long before = both(from, to, simulator.reach()::passed);
    proofs.when(record, NETWORK, what, () -> both(from, to, simulator.reach()::passed) > before);
  }

  private void slow(FaultRecord record, Action.SlowReplication slow) {
    Reach.Slowness how = new Reach.Slowness(slow.delay().toNanos(), slow.loss());
    slow.muxes().forEach(mux -> simulator.reach().slow(mux, how));
    boolean over = how.equals(Reach.Slowness.NONE);
    proofs.seen(record, ENGINE, over ? "replication as before" : "replication slow");
    List<Long> before = slow.muxes().stream().map(simulator.reach()::flowLetters).toList();
    proofs.when(
        record,
        NETWORK,
        over ? "batches set out again" : "batches set out slowly",
        () -> !slow.muxes().stream().map(simulator.reach()::flowLetters).toList().equals(before));
  }

  private void ipForward(FaultRecord record, Action.IpForward forward) {
    String machine = forward.machine();
    simulator.tell(Endings.OPERATOR, machine, new OperatorCommand.SetIpForward(forward.on()));
    proofs.seen(record, ENGINE, "net.ipv4.ip_forward = " + (forward.on() ? 1 : 0));
    if (forward.on()) {
      whenGrown(record, machine, Measure.NVA_FORWARDED, "", "forwards again");
    } else {
      whenDropped(record, machine, Disposition.IP_FORWARD_OFF);
    }
  }

  private void listening(FaultRecord record, Action.Listening listening) {
    String machine = listening.machine();
    simulator.tell(
        Endings.OPERATOR,
        machine,
        new OperatorCommand.SetListening(listening.port(), listening.on()));
    proofs.seen(
        record, ENGINE, "port " + listening.port() + (listening.on() ? " open" : " closed"));
    String host = wiring.element(machine).ports().get(0).peer();
    String result = listening.on() ? "success" : "failure";
    whenGrown(record, host, Measure.PROBES, result, "a probe: " + result);
  }

  private void setPool(FaultRecord record, Action.SetPool pool) {
    String controller = wiring.names(Role.CONTROLLER).get(0);
    simulator.tell(
        Endings.OPERATOR,
        controller,
        new OperatorCommand.SetPool(pool.loadBalancer(), pool.pool(), pool.members()));
    proofs.seen(record, ENGINE, "told the controller");
    whenGrown(record, controller, Measure.CONTROL_VERSION, "", "a new goal state");
  }

  private void whenDropped(FaultRecord record, String element, Disposition reason) {
    long before = simulator.finished(element, reason);
    proofs.when(
        record,
        element,
        "drops packets: " + reason.label(),
        () -> simulator.finished(element, reason) > before);
  }

  private void whenGrown(
      FaultRecord record, String element, Measure measure, String label, String what) {
    double before = reading(element, measure, label::equals);
    proofs.when(record, element, what, () -> reading(element, measure, label::equals) > before);
  }

  /** Flows in a MUX's table, -1 where it has none. */
  private long carriedFlows(String element) {
    boolean holds = !element.isEmpty() && wiring.element(element).role() == Role.MUX;
    return holds && simulator.isUp(element)
        ? (long) reading(element, Measure.MUX_FLOWS_CARRIED, label -> true)
        : -1;
  }

  private double reading(String element, Measure wanted, Predicate<String> label) {
    double[] sum = {0};
    simulator.measure(
        element, (measure, of, value) -> sum[0] += measure == wanted && label.test(of) ? value : 0);
    return sum[0];
  }

  private static long both(
      List<String> from, List<String> to, BiFunction<String, String, Long> count) {
    return sum(from, to, count) + sum(to, from, count);
  }

  private static long sum(
      List<String> from, List<String> to, BiFunction<String, String, Long> count) {
    long[] sum = {0};
    pairs(from, to, (one, other) -> sum[0] += count.apply(one, other));
    return sum[0];
  }

  private static void pairs(List<String> from, List<String> to, BiConsumer<String, String> each) {
    for (String one : from) {
      to.stream().filter(other -> !other.equals(one)).forEach(other -> each.accept(one, other));
    }
  }
}
