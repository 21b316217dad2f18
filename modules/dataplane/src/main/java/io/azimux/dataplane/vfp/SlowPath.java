package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.FrontendRule;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Vxlan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the layers for the first packet of a flow, and again for the first packet after a change of
 * policy. The way of the reply is worked out together with that of the packet that opens the flow,
 * by sending the reply it will have through the layers of the other direction (VFP section 6.4.1).
 *
 * <p>What is switched from one NIC of the host to another passes the layers of both in one go, so
 * that it is one flow, with one entry for each direction.
 */
final class SlowPath {
  /** Names of the layers, in the order in which inbound packets pass them. */
  private static final String[] LAYERS = {"vnet", "nat", "acl", "nic"};

  private final NicTable nics;
  private final UnifiedFlowTable uft;
  private final AddressDirectory directory;
  private final Map<Integer, String> muxes;
  private final Layer[] inbound;
  private final Layer[] outbound;

  /** Layers of a NIC that packets are switched to. */
  private final Layer[] switched;

  private final Passage opening = new Passage();
  private final Passage reply = new Passage();
  private final long[] passages = new long[LAYERS.length];
  private HostPolicy policy;
  private long withSyn;
  private long inMidFlow;

  /** What the trace of the next marked packet begins with. */
  private @Nullable Step lookup;

  /** True for a packet that waited for the controller's answer. */
  private boolean waited;

  /**
   * Makes a slow path.
   *
   * @param muxes names of the MUXes by provider address
   * @param connected false for a host without a router
   */
  SlowPath(
      NicTable nics,
      UnifiedFlowTable uft,
      AddressDirectory directory,
      Map<Integer, String> muxes,
      boolean connected) {
    this.nics = nics;
    this.muxes = muxes;
    this.uft = uft;
    this.directory = directory;
    Layer vnet = new VnetLayer(nics, directory, connected);
    Layer nat = new NatLayer();
    Layer acl = new AccessLayer();
    Layer nic = new NicLayer();
    inbound = new Layer[] {vnet, nat, acl, nic};
    outbound = new Layer[] {nic, acl, nat, vnet};
    switched = new Layer[] {vnet, acl, nic};
    policy = HostPolicy.none(nics);
  }

  /** From now on this policy holds; the caller makes all flows stale. */
  void setPolicy(HostPolicy newPolicy) {
    policy = newPolicy;
  }

  HostPolicy policy() {
    return policy;
  }

  /** The next packet is marked; its trace begins with this step. */
  void trace(Step first) {
    lookup = first;
  }

  /** Says whether the packets that follow waited for an address. */
  void setWaited(boolean yes) {
    waited = yes;
  }

  /**
   * A packet of no known flow.
   *
   * @param i index of the packet in the batch
   * @return what to do to it, or null where it has ended or waits for an address
   */
  @Nullable HeaderTransposition open(Batch batch, int i, boolean syn, long nowNanos, Outbox out) {
    int packet = batch.packet(i);
    long high = batch.high(i);
    long low = batch.low(i);
    runOpening(high, low, null, packet, out);
    if (opening.isUnresolved()) {
      return park(packet, opening, nowNanos, out);
    }
    opening.flushTrace();
    if (opening.isDropped()) {
      Endings.finish(packet, opening.disposition(), opening.detail(), out);
      return null;
    }
    FrontendRule rule = opening.rule;
    boolean fromNetwork = opening.next() == null && !UnifiedFlowTable.isInbound(low);
    long replyLow = opening.replyLow() | opening.nic.scope(fromNetwork);
    int flow = uft.open(high, low, opening.replyHigh(), replyLow, rule, nowNanos);
    if (flow == UnifiedFlowTable.FULL) {
      Endings.finish(packet, Disposition.UFT_FULL, "no room for a new flow", out);
      return null;
    }
    if (rule != null) {
      withSyn += syn ? 1 : 0;
      inMidFlow += syn ? 0 : 1;
      FiveTuple client = NatLayer.seenByClient(rule, high, low);
      out.note(new Fact.FlowAtBackend(client, opening.nic.id(), syn, sender(packet, out)));
    }
    runReply(flow, -1, out);
    HeaderTransposition way = opening.composed();
    uft.set(flow, way, reply.isUnresolved() ? null : reply.composed());
    return way;
  }

  /** Who sent the tunnel: its header still lies where it was, in front of the packet. */
  private String sender(int packet, Outbox out) {
    int ip = out.arena().start(packet) - Vxlan.OVERHEAD + Ethernet.HEADER;
    return muxes.getOrDefault(Ipv4.source(out.arena().bytes(), ip), "");
  }

  /**
   * A packet of a known flow whose entry is stale.
   *
   * @return what to do to it, or null where it waits for an address
   */
  @Nullable HeaderTransposition refresh(
      int flow, Batch batch, int i, boolean syn, long nowNanos, Outbox out) {
    FlowRecords records = uft.records();
    int packet = batch.packet(i);
    boolean opens = records.isOpening(flow, batch.high(i), batch.low(i));
    FrontendRule rule = records.rule(flow);
    runOpening(records.high(flow, true), records.low(flow, true), rule, opens ? packet : -1, out);
    if (rule == null && opening.rule != null) {
      // A rule has come that the flow was opened without: its reply has another key now.
      uft.remove(flow);
      return open(batch, i, syn, nowNanos, out);
    }
    HeaderTransposition forward = opening.isUnresolved() ? null : opening.composed();
    HeaderTransposition back = forward;
    if (!opening.isDropped()) {
      runReply(flow, opens ? -1 : packet, out);
      back = reply.isUnresolved() ? null : reply.composed();
    }
    uft.set(flow, forward, back);
    HeaderTransposition own = opens ? forward : back;
    if (own == null) {
      return park(packet, opens ? opening : reply, nowNanos, out);
    }
    opening.flushTrace();
    reply.flushTrace();
    return own;
  }

  /** The packet runs through the layers again when the answer is there; only then is it traced. */
  private @Nullable HeaderTransposition park(
      int packet, Passage passage, long nowNanos, Outbox out) {
    LocalNic nic = passage.nic;
    directory.park(packet, nic.vni(), passage.destination, nic.number(), nowNanos, out);
    return null;
  }

  /** Sends the tuple that opened a flow through the layers; marked is -1 for no trace. */
  private void runOpening(
      long high, long low, @Nullable FrontendRule rule, int marked, Outbox out) {
    LocalNic nic = nicOf(low);
    opening.begin(nic, policy.nic(nic.number()), true, high, low);
    opening.rule = rule;
    run(opening, low, marked, out);
    LocalNic next = opening.next();
    if (next != null) {
      goOn(opening, next, true);
    }
  }

  /** Sends the reply of what stands in {@code opening} through the layers. */
  private void runReply(int flow, int marked, Outbox out) {
    FlowRecords records = uft.records();
    long low = records.low(flow, false);
    LocalNic nic = opening.nic;
    reply.begin(nic, policy.nic(nic.number()), false, records.high(flow, false), low);
    reply.rule = opening.rule;
    run(reply, low, marked, out);
    LocalNic next = reply.next();
    if (next != null) {
      // Where it comes back to the NIC that the flow began at, it is a reply there as well.
      goOn(reply, next, next.number() != nicOf(records.low(flow, true)).number());
    }
  }

  private LocalNic nicOf(long low) {
    return nics.nic(LocalNic.ofScope(FlowKey.scope(low)));
  }

  private void goOn(Passage passage, LocalNic next, boolean opens) {
    passage.goOn(next, policy.nic(next.number()), opens);
    for (Layer layer : switched) {
      if (!layer.inbound(passage)) {
        return;
      }
    }
  }

  private void run(Passage passage, long low, int marked, Outbox out) {
    boolean in = UnifiedFlowTable.isInbound(low);
    if (marked >= 0 && out.arena().mark(marked) != 0) {
      passage.traceTo(marked, out, waited);
      if (lookup != null) {
        passage.step(lookup);
      }
    }
    Layer[] layers = in ? inbound : outbound;
    for (int i = 0; i < layers.length; i++) {
      passages[in ? i : layers.length - 1 - i]++;
      if (!(in ? layers[i].inbound(passage) : layers[i].outbound(passage))) {
        return;
      }
    }
  }

  /** Reports passages by layer, and load-balanced flows by what they began with. */
  void measure(Meter meter) {
    for (int i = 0; i < passages.length; i++) {
      meter.reading(Measure.VFP_LAYER, LAYERS[i], passages[i]);
    }
    meter.reading(Measure.VFP_FLOWS, "syn", withSyn);
    meter.reading(Measure.VFP_FLOWS, "mid_flow", inMidFlow);
  }
}
