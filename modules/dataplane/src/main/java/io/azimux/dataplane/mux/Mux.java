package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RouteAnnouncement;
import io.azimux.node.message.Subscribe;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;

/**
 * A MUX. It announces its frontends to every router once it holds a goal state, and from then on
 * forwards what the routers send it.
 */
public final class Mux implements Node {
  private static final long ANNOUNCE = 1;
  private static final long SUBSCRIBE = 2;
  private static final long SWEEP = 3;
  private static final long RESOLVE = 4;
  private static final long SHARE = 5;

  private static final long SECOND = 1_000_000_000L;
  private static final long SUBSCRIBE_UNTIL_HELD = SECOND;
  private static final long SUBSCRIBE_AFTERWARDS = 3 * SECOND;

  private final Settings settings;
  private final String controller;
  private final Uplinks uplinks;
  private final AddressDirectory directory;
  private final FlowTable flows;
  private final Members members;
  private final RuleBook rules;
  private final FlowBook book;
  private final FlowSharing sharing;
  private final FlowAging aging;
  private final Forwarding forwarding;
  private long version;
  private boolean announcing;

  private Mux(World world, Wiring wiring, Wiring.Element element) {
    settings = world.settings();
    controller = world.controller().name();
    uplinks = new Uplinks(wiring, element);
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
        new Forwarding(flows, book, members, rules, uplinks, trace, directory, sharing, waiting);
  }

  /**
   * Makes the MUX of this name.
   *
   * @param random not drawn from: MUXes of a pool must all decide alike
   */
  public static Mux of(World world, Wiring wiring, String name, RandomSource random) {
    return new Mux(world, wiring, wiring.element(name));
  }

  @Override
  public void start(long nowNanos, Outbox out) {
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
      announceOnceSynchronised(nowNanos, out);
    } else if (message instanceof GoalState goal) {
      onGoalState(goal, nowNanos, out);
    } else if (message instanceof AddressResolved answer) {
      int before = directory.generation();
      directory.onAddressResolved(answer, nowNanos, out);
      if (directory.generation() != before) {
        members.refresh();
      }
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == ANNOUNCE) {
      announce(nowNanos, out);
    } else if (key == SUBSCRIBE) {
      subscribe(nowNanos, out);
    } else if (key == SWEEP) {
      aging.sweep(nowNanos, out);
      out.timer(SWEEP, nowNanos + FlowAging.EVERY_NANOS);
    } else if (key == RESOLVE) {
      directory.onTimer(nowNanos, out);
    } else if (key == SHARE) {
      sharing.onTimer(nowNanos, out);
      announceOnceSynchronised(nowNanos, out);
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
    List<Ipv4Prefix> before = rules.frontends();
    members.beginGoalState();
    rules.replace(goal.rules(), members);
    aging.dropFlowsWithoutRule();
    members.endGoalState();
    if (first) {
      sharing.begin(nowNanos, out);
    }
    sharing.policyChanged(nowNanos, out);
    if (announcing && !rules.frontends().equals(before)) {
      announce(nowNanos, out);
    }
    announceOnceSynchronised(nowNanos, out);
  }

  /** A MUX without its peers' flows would send theirs to wrong backends: it stays unannounced. */
  private void announceOnceSynchronised(long nowNanos, Outbox out) {
    if (!announcing && version > 0 && sharing.isSynchronised()) {
      announcing = true;
      announce(nowNanos, out);
    }
  }

  private void announce(long nowNanos, Outbox out) {
    RouteAnnouncement announcement =
        new RouteAnnouncement(rules.frontends(), settings.bgp().detection().toNanos());
    uplinks.routers().forEach(router -> out.tell(router, announcement));
    out.timer(ANNOUNCE, nowNanos + settings.bgp().detection().dividedBy(3).toNanos());
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
