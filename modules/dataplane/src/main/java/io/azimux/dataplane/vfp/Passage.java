package io.azimux.dataplane.vfp;

import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.FrontendRule;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Rewrite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet on its way through the layers, and what they have composed so far. Reused for the next
 * packet; the layers are its only readers and writers.
 */
final class Passage {
  private static final LocalNic NOWHERE = new LocalNic(0, "", 0, 0, 0, 0, List.of());

  /** The NIC whose layers are passed. */
  LocalNic nic = NOWHERE;

  /** What holds for that NIC; null while no goal state names it. */
  HostPolicy.@Nullable Nic policy;

  /** The rule by which the flow came in, once it is known. */
  @Nullable FrontendRule rule;

  /** True for the direction that opened the flow; the other one is the reply, which may pass. */
  boolean opening;

  int source;
  int destination;
  int sourcePort;
  int destinationPort;
  int protocol;

  /** The tuple as it arrived. */
  private long arrivedHigh;

  private long arrivedLow;
  private boolean sourceChanged;
  private boolean destinationChanged;
  private Exit exit = Exit.DROP;
  private int target;
  private int host;
  private int vni;
  private long mac;
  private Disposition drop = Disposition.DELIVERED;
  private String detail = "";
  private boolean unresolved;
  private @Nullable LocalNic next;
  private @Nullable Outbox trace;
  private final List<Step> steps = new ArrayList<>();
  private int packet;
  private boolean waited;

  /** Begins anew with the tuple of a flow key, untraced. */
  void begin(
      LocalNic at, HostPolicy.@Nullable Nic policyOfNic, boolean opens, long high, long low) {
    nic = at;
    policy = policyOfNic;
    opening = opens;
    rule = null;
    arrivedHigh = high;
    arrivedLow = low;
    source = FlowKey.source(high);
    destination = FlowKey.destination(high);
    sourcePort = FlowKey.sourcePort(low);
    destinationPort = FlowKey.destinationPort(low);
    protocol = FlowKey.protocol(low);
    sourceChanged = false;
    destinationChanged = false;
    exit = Exit.DROP;
    target = 0;
    host = 0;
    vni = 0;
    mac = 0;
    drop = Disposition.DELIVERED;
    detail = "";
    unresolved = false;
    next = null;
    trace = null;
    steps.clear();
  }

  /**
   * Lets the layers say what they do to a marked packet. It is told by {@link #flushTrace} only,
   * for a packet that must wait for an address runs through the layers twice.
   *
   * @param afterWaiting true where it has waited
   */
  void traceTo(int marked, Outbox out, boolean afterWaiting) {
    packet = marked;
    trace = out;
    waited = afterWaiting;
  }

  /** Tells what the layers have said, once. */
  void flushTrace() {
    Outbox out = trace;
    if (out != null) {
      steps.forEach(step -> out.step(packet, step));
      steps.clear();
    }
  }

  /** True for a packet that waited until the controller answered. */
  boolean waited() {
    return waited;
  }

  boolean traced() {
    return trace != null;
  }

  void step(Step step) {
    if (trace != null) {
      steps.add(step);
    }
  }

  void applied(String layer, String ruleName, String action) {
    step(new Step.LayerApplied(layer, ruleName, action));
  }

  void rewriteSource(int address, int port) {
    source = address;
    sourcePort = port;
    sourceChanged = true;
  }

  void rewriteDestination(int address, int port) {
    destination = address;
    destinationPort = port;
    destinationChanged = true;
  }

  void leaveTo(Exit way, int nicNumber, long nicMac, String name) {
    exit = way;
    target = nicNumber;
    mac = nicMac;
    detail = name;
  }

  void leaveByTunnel(int hostAddress, int network, long nicMac, String hostName) {
    exit = Exit.TUNNEL;
    host = hostAddress;
    vni = network;
    mac = nicMac;
    detail = hostName;
  }

  /** The packet goes on to another NIC of this host, whose inbound layers it is to pass next. */
  void switchTo(LocalNic target) {
    next = target;
  }

  /** The NIC that the packet is switched to; null where it leaves otherwise. */
  @Nullable LocalNic next() {
    return next;
  }

  /**
   * Goes on at the NIC that the packet is switched to. No rule of a load balancer is behind that:
   * no frontend is the address of a NIC.
   *
   * @param opens false where the packet is a reply there, too
   */
  void goOn(LocalNic at, HostPolicy.@Nullable Nic policyOfNic, boolean opens) {
    nic = at;
    policy = policyOfNic;
    opening = opens;
    rule = null;
  }

  /** The layer drops the packet; it returns what this returns. */
  boolean drop(Disposition how, String why) {
    exit = Exit.DROP;
    drop = how;
    detail = why;
    return false;
  }

  /** The host of the destination is not known yet. */
  boolean unresolved() {
    unresolved = true;
    return false;
  }

  boolean isUnresolved() {
    return unresolved;
  }

  boolean isDropped() {
    return drop.isDrop();
  }

  Disposition disposition() {
    return drop;
  }

  String detail() {
    return detail;
  }

  /** High word of the key of the reply to what the layers made of the packet. */
  long replyHigh() {
    return FlowKey.high(destination, source);
  }

  /** Low word of that key, without a scope. */
  long replyLow() {
    return FlowKey.low(destinationPort, sourcePort, protocol, 0);
  }

  /** What the layers have composed; not for one that is unresolved. */
  HeaderTransposition composed() {
    if (isDropped()) {
      return HeaderTransposition.dropping(drop, detail);
    }
    long sourceMask = sourceChanged ? 0xffffffff_00000000L : 0;
    long destinationMask = destinationChanged ? 0xffffffffL : 0;
    int portMask = (sourceChanged ? 0xffff0000 : 0) | (destinationChanged ? 0xffff : 0);
    long addressMask = sourceMask | destinationMask;
    long high = FlowKey.high(source, destination);
    long low = FlowKey.low(sourcePort, destinationPort, protocol, 0);
    return new HeaderTransposition(
        ~addressMask,
        high & addressMask,
        ~portMask,
        (int) (low >>> 32) & portMask,
        Rewrite.headerDelta(arrivedHigh, high),
        Rewrite.transportDelta(arrivedHigh, arrivedLow, high, low),
        exit,
        target,
        host,
        vni,
        mac,
        drop,
        detail);
  }
}
