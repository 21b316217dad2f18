package io.azimux.dataplane.mux;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.Places;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Burst;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;

/**
 * A MUX. It announces its frontends to every router once it holds a goal state, and from then on
 * forwards what the routers send it.
 */
public final class Mux implements Node {
  private static final long ROUTING = 1;
  private static final long HEALTH = 2;
  private static final long SWEEP = 3;
  private static final long RESOLVE = 4;
  private static final long SHARE = 5;
  private static final long DRAIN = 6;

  /**
   * Longest time that a MUX which holds its first goal state waits for every host to have told of
   * its guests' health: without it, it would refuse what others carry. A host that is gone never
   * will.
   */
  static final long HEALTH_PATIENCE_NANOS = 3_000_000_000L;

  private final Exits exits;
  private final Announcer announcer;
  private final AddressDirectory directory;
  private final FlowTable flows;
  private final Members members;
  private final RuleBook rules;
  private final FlowBook book;
  private final FlowSharing sharing;
  private final FlowAging aging;
  private final Standstill standstill;
  private final Forwarding forwarding;
  private final HealthTable health = new HealthTable();
  private GoalState goal = new GoalState(0, List.of(), List.of());
  private int refreshed;
  private long healthBy;
  private boolean informed;

  private Mux(World world, Wiring wiring, Wiring.Element element, RandomSource random) {
    Settings settings = world.settings();
    exits = Exits.of(world, wiring, element, random, ROUTING);
    Uplinks uplinks = new Uplinks(wiring, element);
    directory = new AddressDirectory(world.controller().name(), RESOLVE, this::onResolved);
    flows = new FlowTable(settings.muxFlowCapacity(), settings.hashSeed());
    members = new Members(directory, element.address());
    rules = new RuleBook(settings.backendMap(), Maglev.DEFAULT_SLOTS, settings.hashSeed());
    book = new FlowBook(flows, members, settings.untrustedFlowCapacity());
    WaitingFlows waiting = SharingModes.waiting(settings.replication());
    TableWide.Parts parts =
        SharingModes.parts(world, element.name(), flows, book, members, rules, waiting, SHARE);
    sharing = SharingModes.of(world, parts, this::goOn);
    aging = new FlowAging(flows, book, members, rules, sharing);
    MuxTrace trace = new MuxTrace(element.address(), uplinks, directory);
    standstill = new Standstill(settings.bgp());
    Admission admission = new Admission(flows, book, members, rules, trace, sharing, standstill);
    forwarding =
        new Forwarding(
            flows, book, members, admission, uplinks, exits, trace, directory, sharing, waiting);
    announcer = new Announcer(exits, forwarding::packetCount, DRAIN);
  }

  /**
   * Makes the MUX of this name.
   *
   * @param random drawn from for timers only: MUXes of a pool must all decide alike
   */
  public static Mux of(World world, Wiring wiring, String name, RandomSource random) {
    return new Mux(world, wiring, wiring.element(name), random);
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    exits.start(nowNanos, out);
    out.timer(SWEEP, nowNanos + FlowAging.EVERY_NANOS);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    standstill.called(nowNanos);
    forwarding.onBurst(port, burst, nowNanos, out);
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    standstill.called(nowNanos);
    if (sharing.onMessage(from, message, nowNanos, out)) {
      judgeReadiness(nowNanos, out);
    } else if (message instanceof SharedValue shared && from.equals(FlowBatch.STORE)) {
      onShared(shared.value(), nowNanos, out);
    } else if (message instanceof AddressResolved answer) {
      directory.onAddressResolved(answer, nowNanos, out);
    } else if (message instanceof RoutingBytes piece) {
      exits.onBytes(from, piece, nowNanos, out);
    } else if (message instanceof OperatorCommand.Drain) {
      announcer.drain(from, nowNanos, out);
    }
    refreshMembers();
  }

  /** Members' hosts may have come, moved or gone. */
  private void refreshMembers() {
    if (directory.generation() != refreshed) {
      refreshed = directory.generation();
      members.refresh();
    }
  }

  private void onShared(PeerMessage value, long nowNanos, Outbox out) {
    if (value instanceof GoalState next) {
      onGoalState(next, nowNanos, out);
    } else if (value instanceof HostHealth said) {
      if (health.take(said, nowNanos)) {
        compile(false, nowNanos, out);
      }
      setHealthTimer(out);
    } else if (value instanceof Places places) {
      directory.onPlaces(places);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    standstill.called(nowNanos);
    if (key == ROUTING) {
      exits.onTimer(nowNanos, out);
    } else if (key == DRAIN) {
      announcer.onTimer(nowNanos, out);
    } else if (key == HEALTH) {
      judgeHealth(nowNanos, out);
    } else if (key == SWEEP) {
      aging.sweep(nowNanos, out);
      out.timer(SWEEP, nowNanos + FlowAging.EVERY_NANOS);
    } else if (key == RESOLVE) {
      directory.onTimer(nowNanos, out);
      refreshMembers();
    } else if (key == SHARE) {
      sharing.onTimer(nowNanos, out);
      judgeReadiness(nowNanos, out);
    }
  }

  @Override
  public void measure(Meter meter) {
    meter.reading(Measure.MUX_PACKETS, "", forwarding.packetCount());
    meter.reading(Measure.MUX_BYTES, "", forwarding.byteCount());
    rules
        .syns()
        .forEach((vip, syns) -> meter.reading(Measure.MUX_SYN, vip.toString(), syns.count()));
    for (Decision decision : Decision.values()) {
      meter.reading(Measure.MUX_DECISIONS, decision.label(), forwarding.decisions(decision));
    }
    meter.reading(Measure.MUX_FLOWS, "", flows.size());
    meter.reading(Measure.MUX_FLOW_CAPACITY, "", flows.capacity());
    meter.reading(Measure.MUX_FLOWS_CARRIED, "", book.carried());
    meter.reading(Measure.MUX_FLOW_DIGEST, "", book.digest());
    meter.reading(Measure.MUX_SYNCHRONISED, "", sharing.isSynchronised() ? 1 : 0);
    meter.reading(Measure.MUX_ANNOUNCED, "", announcer.announces() ? 1 : 0);
    sharing.measure(meter);
    aging.report((reason, count) -> meter.reading(Measure.MUX_EVICTIONS, reason, count));
    exits.measure(meter);
  }

  /** Version of the goal state held; 0 before the first. */
  public long version() {
    return goal.version();
  }

  private void onGoalState(GoalState next, long nowNanos, Outbox out) {
    if (next.version() <= goal.version()) {
      return;
    }
    boolean first = goal.version() == 0;
    goal = next;
    health.setRules(goal.rules());
    if (first) {
      healthBy = nowNanos + HEALTH_PATIENCE_NANOS;
    }
    compile(first, nowNanos, out);
    setHealthTimer(out);
  }

  /** Makes of the goal state and the health of backends what the hot path wants. */
  private void compile(boolean first, long nowNanos, Outbox out) {
    if (goal.version() == 0) {
      return;
    }
    members.beginGoalState();
    rules.replace(goal.rules(), members, health);
    aging.dropFlowsWithoutRule();
    members.endGoalState();
    if (first) {
      sharing.begin(nowNanos, out);
    }
    sharing.policyChanged(nowNanos, out);
    announcer.frontends(rules.frontends(), nowNanos, out);
    judgeReadiness(nowNanos, out);
  }

  /**
   * A MUX without its peers' flows would send theirs to wrong backends, and one that does not know
   * the health of its backends would refuse new ones: it stays unannounced.
   */
  private void judgeReadiness(long nowNanos, Outbox out) {
    informed |= goal.version() > 0 && knowsHealth(nowNanos);
    announcer.ready(informed && sharing.isSynchronised(), nowNanos, out);
  }

  /** Hosts that are due to have spoken may have fallen silent. */
  private void judgeHealth(long nowNanos, Outbox out) {
    if (health.giveUpSilent(nowNanos)) {
      compile(false, nowNanos, out);
    }
    judgeReadiness(nowNanos, out);
    setHealthTimer(out);
  }

  private void setHealthTimer(Outbox out) {
    boolean waits = goal.version() > 0 && !informed;
    out.timer(HEALTH, waits ? Math.min(healthBy, health.nextSilent()) : health.nextSilent());
  }

  /** Whether it knew once how every backend stands, or has waited for it long enough. */
  boolean isInformed() {
    return informed;
  }

  private boolean knowsHealth(long nowNanos) {
    return nowNanos >= healthBy || health.unknown(goal.rules()).isEmpty();
  }

  private void goOn(int flow, long nowNanos, Outbox out) {
    forwarding.goOn(flow, nowNanos, out);
  }

  private void onResolved(int packet, long context, int index, long nowNanos, Outbox out) {
    forwarding.resolved(packet, context, index, out);
  }
}
