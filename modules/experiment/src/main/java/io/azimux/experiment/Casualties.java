package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.topology.VirtualMachine;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives every flow that broke or stalled its one cause. */
final class Casualties {
  /** A pause that a person at a terminal notices; shorter ones are no stall. */
  static final long STALL_NANOS = 200_000_000;

  /**
   * What an interactive session still shows after the routers have withdrawn a MUX: its
   * retransmission timer has doubled meanwhile, and the next try may be that far away.
   */
  private static final int RETRY_FACTOR = 3;

  private final RunResult run;
  private final long holdNanos;

  Casualties(RunResult run) {
    this.run = run;
    holdNanos = run.scenario().world().settings().bgp().detection().toNanos();
  }

  /** Flows that broke or stalled, by cause; causes without a flow are absent. */
  Map<Cause, Integer> byCause() {
    Map<Cause, Integer> counts = new EnumMap<>(Cause.class);
    for (FlowRecord flow : run.ledger().flows()) {
      cause(flow).ifPresent(cause -> counts.merge(cause, 1, Integer::sum));
    }
    return counts;
  }

  /** The cause, where the flow broke or stalled. */
  Optional<Cause> cause(FlowRecord flow) {
    boolean moved = flow.backends().size() > 1;
    boolean broken = !flow.outcome().equals("completed");
    boolean stalled = flow.longestStallNanos() >= STALL_NANOS;
    if (!moved && !broken && !stalled) {
      return Optional.empty();
    }
    if (backendDied(flow)) {
      return Optional.of(Cause.BACKEND_DIED);
    }
    if (!moved && broken && serverDied(flow)) {
      return Optional.of(Cause.SERVER_DIED);
    }
    if (moved) {
      return Optional.of(Cause.MAP_DIFFERS);
    }
    if (metBlackHole(flow)) {
      return Optional.of(Cause.BLACK_HOLE);
    }
    Fact.ConnectionEnded end = flow.end();
    if (end != null && end.retransmissions() > 0 && linksLost()) {
      return Optional.of(Cause.LINK_LOSS);
    }
    if (end != null && !broken && end.retransmissions() == 0) {
      return Optional.of(Cause.SLOW);
    }
    if (maySufferFromKill(flow)) {
      return Optional.of(Cause.DURING_KILL);
    }
    return Optional.of(end == null ? Cause.UNFINISHED : Cause.UNEXPLAINED);
  }

  /** True where the flow left a backend that was still up. */
  boolean changedBackend(FlowRecord flow) {
    return flow.backends().size() > 1 && !backendDied(flow);
  }

  private boolean backendDied(FlowRecord flow) {
    return flow.backends().stream().anyMatch(backend -> died(backend, flow));
  }

  private boolean died(String backend, FlowRecord flow) {
    String machine = backend.substring(0, Math.max(0, backend.indexOf('/')));
    String host =
        run.scenario().world().virtualMachine(machine).map(VirtualMachine::host).orElse("");
    return kills().stream()
        .filter(fault -> List.of(machine, host).contains(fault.fault().element()))
        .anyMatch(fault -> flow.livedBetween(fault.nanos(), Long.MAX_VALUE));
  }

  /** A machine in no pool is a server: it is reached through the backends only. */
  private boolean serverDied(FlowRecord flow) {
    return kills().stream()
        .filter(fault -> carriesServer(fault.fault().element()))
        .anyMatch(fault -> flow.livedBetween(fault.nanos(), Long.MAX_VALUE));
  }

  private boolean carriesServer(String element) {
    return run.scenario().world().virtualMachines().stream()
        .filter(machine -> machine.name().equals(element) || machine.host().equals(element))
        .anyMatch(machine -> !isBackend(machine));
  }

  private boolean isBackend(VirtualMachine machine) {
    return run.scenario().world().loadBalancers().stream()
        .flatMap(balancer -> balancer.backendAddressPools().stream())
        .flatMap(pool -> pool.backendIPConfigurations().stream())
        .anyMatch(nic -> nic.startsWith(machine.name() + "/"));
  }

  private boolean linksLost() {
    return run.ledger().drops().stream()
        .anyMatch(drop -> drop.disposition() == Disposition.LINK_LOSS);
  }

  /** Proved: a packet of this very flow went to a MUX that was not running. */
  private boolean metBlackHole(FlowRecord flow) {
    return run.ledger().losses(flow.flow()).stream().anyMatch(loss -> isMux(loss.nextHop()));
  }

  /** Likely: it lived while a MUX was dead to routers, and sent again what was not acknowledged. */
  private boolean maySufferFromKill(FlowRecord flow) {
    Fact.ConnectionEnded end = flow.end();
    return end != null
        && end.retransmissions() > 0
        && kills().stream()
            .filter(fault -> isMux(fault.fault().element()))
            .anyMatch(
                fault ->
                    flow.livedBetween(fault.nanos(), fault.nanos() + RETRY_FACTOR * holdNanos));
  }

  private List<FaultRecord> kills() {
    return run.ledger().faults().stream().filter(fault -> fault.fault().isKill()).toList();
  }

  private boolean isMux(String element) {
    return run.scenario().world().muxes().stream().anyMatch(mux -> mux.name().equals(element));
  }
}
