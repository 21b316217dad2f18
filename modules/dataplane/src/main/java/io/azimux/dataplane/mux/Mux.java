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
import io.azimux.node.message.GoalState;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.Subscribe;
import io.azimux.packet.Burst;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;

/**
 * A MUX. It announces its frontends to every router once it holds a goal state, and from then on
 * forwards what the routers send it.
 */
public final class Mux implements Node {
  private static final long ROUTING = 1;
  private static final long SUBSCRIBE = 2;
  private static final long SWEEP = 3;
  private static final long RESOLVE = 4;
  private static final long SHARE = 5;
  private static final long DRAIN = 6;

  private static final long SECOND = 1_000_000_000L;
  private static final long SUBSCRIBE_UNTIL_HELD = SECOND;
  private static final long SUBSCRIBE_AFTERWARDS = 3 * SECOND;

  private final String controller;
  private final Exits exits;
  private final Announcer announcer;
  private final AddressDirectory directory;
  private final FlowTable flows;
  private final Members members;
  private final RuleBook rules;
  private final FlowBook book;
  private final FlowSharing sharing;
  private final FlowAging aging;
  private final Forwarding forwarding;
  private long version;

  private Mux(World world, Wiring wiring, Wiring.Element element, RandomSource random) {
    Settings settings = world.settings();
    controller = world.controller().name();
    exits = Exits.of(world, wiring, element, random, ROUTING);
    Uplinks uplinks = new Uplinks(wiring, element);
    directory = new AddressDirectory(controller, RESOLVE, this::onResolved);
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
    forwarding =
        new Forwarding(
            flows, book, members, rules, uplinks, exits, trace, directory, sharing, waiting);
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
    subscribe(nowNanos, out);
    out.timer(SWEEP, nowNanos + FlowAging.EVERY_NANOS);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    forwarding.onBurst(port, burst, nowNanos, out);
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (sharing.onMessage(from, message, nowNanos, out)) {
      judgeReadiness(nowNanos, out);
    } else if (message instanceof GoalState goal) {
      onGoalState(goal, nowNanos, out);
    } else if (message instanceof AddressResolved answer) {
      int before = directory.generation();
      directory.onAddressResolved(answer, nowNanos, out);
      if (directory.generation() != before) {
        members.refresh();
      }
    } else if (message instanceof RoutingBytes piece) {
      exits.onBytes(from, piece, nowNanos, out);
    } else if (message instanceof OperatorCommand.Drain) {
      announcer.drain(from, nowNanos, out);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == ROUTING) {
      exits.onTimer(nowNanos, out);
    } else if (key == DRAIN) {
      announcer.onTimer(nowNanos, out);
    } else if (key == SUBSCRIBE) {
      subscribe(nowNanos, out);
    } else if (key == SWEEP) {
      aging.sweep(nowNanos, out);
      out.timer(SWEEP, nowNanos + FlowAging.EVERY_NANOS);
    } else if (key == RESOLVE) {
      directory.onTimer(nowNanos, out);
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
    sharing.measure(meter);
    aging.report((reason, count) -> meter.reading(Measure.MUX_EVICTIONS, reason, count));
    exits.measure(meter);
  }

  /** Version of the goal state held; 0 before the first. */
  public long version() {
    return version;
  }

  private void onGoalState(GoalState goal, long nowNanos, Outbox out) {
    if (goal.version() <= version) {
      return;
    }
    boolean first = version == 0;
    version = goal.version();
    members.beginGoalState();
    rules.replace(goal.rules(), members);
    aging.dropFlowsWithoutRule();
    members.endGoalState();
    if (first) {
      sharing.begin(nowNanos, out);
    }
    sharing.policyChanged(nowNanos, out);
    announcer.frontends(rules.frontends(), nowNanos, out);
    judgeReadiness(nowNanos, out);
  }

  /** A MUX without its peers' flows would send theirs to wrong backends: it stays unannounced. */
  private void judgeReadiness(long nowNanos, Outbox out) {
    announcer.ready(version > 0 && sharing.isSynchronised(), nowNanos, out);
  }

  private void subscribe(long nowNanos, Outbox out) {
    out.tell(controller, new Subscribe(version));
    out.timer(SUBSCRIBE, nowNanos + (version == 0 ? SUBSCRIBE_UNTIL_HELD : SUBSCRIBE_AFTERWARDS));
  }

  private void goOn(int flow, long nowNanos, Outbox out) {
    forwarding.goOn(flow, nowNanos, out);
  }

  private void onResolved(int packet, long context, int index, long nowNanos, Outbox out) {
    forwarding.resolved(packet, context, index, out);
  }
}
