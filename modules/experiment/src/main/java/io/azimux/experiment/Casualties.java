package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualMachine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gives every flow that broke, stalled or changed its backend its one cause. */
final class Casualties {
  /** A pause that a person at a terminal notices; shorter ones are no stall. */
  static final long STALL_NANOS = 200_000_000;

  /**
   * What an interactive session still shows after the routers have withdrawn a MUX: its
   * retransmission timer has doubled meanwhile, and the next try may be that far away.
   */
  private static final int RETRY_FACTOR = 3;

  /**
   * A drop on processes is known only to lie between two readings, and is booked at the earlier.
   */
  private static final long DROP_NANOS = 500_000_000;

  /** Dispositions that say that an element got more than it could take. */
  private static final Set<Disposition> OVERLOAD =
      Set.of(Disposition.QUEUE_FULL, Disposition.LINK_QUEUE_FULL, Disposition.ARENA_FULL);

  private final RunResult run;
  private final Outages outages;
  private final MoveCauses moves;
  private final long holdNanos;
  private final Map<FlowRecord, FlowStory> stories = new LinkedHashMap<>();
  private final Map<FlowRecord, Cause> causes = new LinkedHashMap<>();

  Casualties(RunResult run) {
    this.run = run;
    outages = new Outages(run.ledger().faults());
    moves = new MoveCauses(run, outages);
    holdNanos = run.scenario().world().settings().bgp().detection().toNanos();
    Map<String, String> names = new LinkedHashMap<>();
    for (VirtualMachine machine : run.scenario().world().virtualMachines()) {
      for (NetworkInterface nic : machine.networkInterfaces()) {
        names.put(nic.privateIPAddress().toString(), machine.name() + "/" + nic.name());
      }
    }
    for (FlowRecord flow : run.ledger().flows()) {
      FlowStory story = FlowStory.of(flow, run.ledger().losses(flow.flow()), names);
      stories.put(flow, story);
      Cause cause = find(flow, story);
      if (cause != null) {
        causes.put(flow, cause);
      }
    }
  }

  /** Flows that broke, stalled or moved, by cause; causes without a flow are absent. */
  Map<Cause, Integer> byCause() {
    Map<Cause, Integer> counts = new EnumMap<>(Cause.class);
    causes.values().forEach(cause -> counts.merge(cause, 1, Integer::sum));
    return counts;
  }

  /** The cause, where the flow broke, stalled or moved. */
  Optional<Cause> cause(FlowRecord flow) {
    return Optional.ofNullable(causes.get(flow));
  }

  /** Where the flow was. */
  FlowStory story(FlowRecord flow) {
    FlowStory story = stories.get(flow);
    return story != null ? story : FlowStory.of(flow, List.of(), Map.of());
  }

  /** True where the flow left a backend that was still up. */
  boolean changedBackend(FlowRecord flow) {
    return story(flow).moved() && cause(flow).orElse(Cause.UNEXPLAINED) != Cause.BACKEND_DIED;
  }

  /** All of them, in the order in which the flows began, each with what proves its cause. */
  List<Casualty> all() {
    List<Casualty> all = new ArrayList<>();
    causes.forEach((flow, cause) -> all.add(casualty(flow, cause)));
    return all;
  }

  private Casualty casualty(FlowRecord flow, Cause cause) {
    FlowStory story = story(flow);
    long age = moves.ageNanos(flow, story);
    boolean broken = !flow.outcome().equals("completed");
    return new Casualty(
        flow.flow().toString(),
        cause.label(),
        broken ? "broken" : story.moved() ? "moved" : "stalled",
        flow.outcome(),
        story.muxBefore(),
        story.muxAfter(),
        story.backendBefore(),
        story.backendAfter(),
        sinceLoad(flow.bornNanos()),
        story.changeNanos() < 0 ? -1 : sinceLoad(story.changeNanos()),
        age < 0 ? -1 : age / 1_000_000,
        flow.longestStallNanos() / 1_000_000,
        moves.detail(flow, story, cause));
  }

  private long sinceLoad(long nanos) {
    return Math.floorDiv(nanos - run.ledger().loadStartNanos(), 1_000_000L);
  }

  private @Nullable Cause find(FlowRecord flow, FlowStory story) {
    boolean broken = !flow.outcome().equals("completed");
    boolean stalled = flow.longestStallNanos() >= STALL_NANOS;
    if (!story.moved() && !broken && !stalled) {
      return null;
    }
    if (backendDied(flow)) {
      return Cause.BACKEND_DIED;
    }
    if (!story.moved() && broken && serverDied(flow)) {
      return Cause.SERVER_DIED;
    }
    return story.moved() ? moves.cause(flow, story) : ofOneThatStayed(flow, story);
  }

  private Cause ofOneThatStayed(FlowRecord flow, FlowStory story) {
    Fact.ConnectionEnded end = flow.end();
    boolean again = end != null && end.retransmissions() > 0;
    if (wasSentTo(flow, this::isMux)) {
      return Cause.BLACK_HOLE;
    }
    if (wasSentTo(flow, this::isRouter)) {
      return Cause.ROUTER_DIED;
    }
    if (flow.outcome().equals("reset")) {
      return Cause.GUEST_RESET;
    }
    if ((again || end == null) && wasCutOff(flow, story)) {
      return Cause.ELEMENT_CUT;
    }
    if (again && linksLost()) {
      return Cause.LINK_LOSS;
    }
    boolean completed = flow.outcome().equals("completed");
    if (completed && !again) {
      return Cause.SLOW;
    }
    if (again && maySufferFromKill(flow)) {
      return Cause.DURING_KILL;
    }
    if (completed) {
      return whileNothingDied(flow);
    }
    return end == null ? Cause.UNFINISHED : Cause.UNEXPLAINED;
  }

  /** It sent again: because a packet was lost, or because one was late. */
  private Cause whileNothingDied(FlowRecord flow) {
    Window stall = flow.stall();
    Window looks = new Window(stall.from() - DROP_NANOS, stall.to() + DROP_NANOS);
    List<Ledger.Drop> lost =
        run.ledger().drops().stream()
            .filter(drop -> drop.disposition() != Disposition.NO_LISTENER)
            .filter(drop -> !isForDeadBackend(drop))
            .filter(drop -> looks.contains(drop.nanos()))
            .toList();
    if (lost.isEmpty()) {
      return Cause.SLOW;
    }
    boolean full = lost.stream().anyMatch(drop -> OVERLOAD.contains(drop.disposition()));
    return full ? Cause.OVERLOAD : Cause.UNEXPLAINED;
  }

  /** What a host has for its dead backend belongs to the flows of that backend. */
  private boolean isForDeadBackend(Ledger.Drop drop) {
    return drop.disposition() == Disposition.ELEMENT_DOWN
        && dead().stream()
            .filter(outage -> outage.overlaps(drop.nanos(), drop.nanos()))
            .flatMap(outage -> outage.elements().stream())
            .flatMap(name -> run.scenario().world().virtualMachine(name).stream())
            .filter(machine -> machine.host().equals(drop.element()))
            .anyMatch(this::isBackend);
  }

  private boolean backendDied(FlowRecord flow) {
    return flow.backends().stream().anyMatch(backend -> died(backend, flow));
  }

  private boolean died(String backend, FlowRecord flow) {
    String machine = backend.substring(0, Math.max(0, backend.indexOf('/')));
    String host =
        run.scenario().world().virtualMachine(machine).map(VirtualMachine::host).orElse("");
    return dead().stream()
        .filter(outage -> List.of(machine, host).contains(outage.fault().fault().element()))
        .anyMatch(outage -> flow.livedBetween(outage.fromNanos(), Long.MAX_VALUE));
  }

  /** A machine in no pool is a server: it is reached through the backends only. */
  private boolean serverDied(FlowRecord flow) {
    return dead().stream()
        .filter(outage -> carriesServer(outage.fault().fault().element()))
        .anyMatch(outage -> flow.livedBetween(outage.fromNanos(), Long.MAX_VALUE));
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

  /** Proved: a packet of this very flow, either way, went to such an element that did not run. */
  private boolean wasSentTo(FlowRecord flow, Predicate<String> element) {
    return Stream.of(flow.flow(), flow.flow().reversed())
        .flatMap(way -> run.ledger().losses(way).stream())
        .anyMatch(loss -> element.test(loss.nextHop()));
  }

  /** Its MUX, the machine or host of its backend, or a router was cut off, stood still or so. */
  private boolean wasCutOff(FlowRecord flow, FlowStory story) {
    return outages.all().stream()
        .filter(outage -> outage.kind() != Outages.Kind.DEAD)
        .filter(outage -> outage.kind() != Outages.Kind.SLOW_REPLICATION)
        .filter(outage -> flow.livedBetween(outage.fromNanos(), afterwards(outage)))
        .anyMatch(outage -> outage.elements().stream().anyMatch(e -> isOnTheWay(e, story)));
  }

  private long afterwards(Outages.Outage outage) {
    long rest = RETRY_FACTOR * holdNanos;
    return outage.untilNanos() > Long.MAX_VALUE - rest
        ? Long.MAX_VALUE
        : outage.untilNanos() + rest;
  }

  private boolean isOnTheWay(String element, FlowStory story) {
    return !isMux(element)
        || story.muxBefore().isEmpty()
        || element.equals(story.muxBefore())
        || element.equals(story.muxAfter());
  }

  /**
   * Likely: it stalled while a MUX or a router was dead, and sent again what was not acknowledged.
   */
  private boolean maySufferFromKill(FlowRecord flow) {
    Window stall = flow.stall();
    return dead().stream()
        .filter(outage -> outage.elements().stream().anyMatch(e -> isMux(e) || isRouter(e)))
        .map(Outages.Outage::fromNanos)
        .anyMatch(from -> stall.from() <= from + RETRY_FACTOR * holdNanos && stall.to() >= from);
  }

  private List<Outages.Outage> dead() {
    return outages.of(Outages.Kind.DEAD);
  }

  private boolean isRouter(String element) {
    return run.scenario().world().routers().stream().anyMatch(r -> r.name().equals(element));
  }

  private boolean isMux(String element) {
    return run.scenario().world().muxes().stream().anyMatch(mux -> mux.name().equals(element));
  }
}
