package io.azimux.dataplane.guest;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;

/** The way of packets from a NIC through the guest. */
final class Datapath {
  private final Connections connections;
  private final Forwarding forwarding;
  private final Opening opening;
  private final LocalSockets sockets;
  private final Egress egress;
  private final Batch batch;
  private final SettledPath settled;
  private final RelatedErrors errors;
  private final Flow flow = new Flow();
  private long forwarded;

  /** Joins the parts of a guest. */
  Datapath(
      Connections connections,
      Forwarding forwarding,
      Opening opening,
      LocalSockets sockets,
      Egress egress) {
    this.connections = connections;
    this.forwarding = forwarding;
    this.opening = opening;
    this.sockets = sockets;
    this.egress = egress;
    this.batch = new Batch(connections, egress);
    this.settled = new SettledPath(connections, egress);
    this.errors = new RelatedErrors(connections);
  }

  /** Packets sent on; the guest's own do not count. */
  long forwarded() {
    return forwarded + settled.forwarded();
  }

  /** Takes the packets that came in by a NIC. */
  void onBurst(int nic, Burst burst, long nowNanos, Outbox out) {
    for (int from = 0; from < burst.size(); from += Batch.CAPACITY) {
      batch.fill(burst, from, nic, egress.mac(nic), out);
      int i = 0;
      while (i < batch.size()) {
        i = settled.forward(batch, i, nic, nowNanos, out);
        if (i < batch.size()) {
          take(i, nic, nowNanos, out);
          i++;
        }
      }
    }
  }

  private void take(int i, int nic, long nowNanos, Outbox out) {
    int reference = batch.reference(i, nowNanos);
    if (reference < 0) {
      open(i, nic, nowNanos, out);
    } else {
      pass(i, nic, reference, nowNanos, out);
    }
  }

  /** A packet of a known connection: no rule is asked, its two tuples say everything. */
  private void pass(int i, int nic, int reference, long nowNanos, Outbox out) {
    long toHigh = FlowKey.reversedHigh(connections.high(reference ^ 1));
    long toLow = FlowKey.reversedLow(connections.low(reference ^ 1));
    long before = connections.word(reference);
    int direction = reference & 1;
    int path = StateWord.path(before, direction);
    if (Path.in(path) != nic) {
      path = pathOf(i, toHigh, toLow, nic);
      before = StateWord.withPath(before, direction, path);
    }
    if (Path.action(path) == Path.LOCAL && !verifies(i, out)) {
      egress.finish(batch.packet(i), Disposition.BAD_CHECKSUM, null, out);
      return;
    }
    int kind = kind(i, out);
    long after = Tracking.advance(connections, reference, before, kind, nowNanos);
    if (after == StateWord.INVALID) {
      stray(i, nic, nowNanos, out);
      return;
    }
    if (after == StateWord.REOPENED) {
      connections.remove(reference);
      open(i, nic, nowNanos, out);
      return;
    }
    if (out.arena().mark(batch.packet(i)) != 0) {
      egress.trace().known(batch.packet(i), reference, after, path, out);
    }
    Tracking.endIfRefused(connections, reference, before, kind);
    act(i, path, toHigh, toLow, nowNanos, out);
  }

  private int pathOf(int i, long toHigh, long toLow, int nic) {
    flow.set(batch.high(i), batch.low(i));
    flow.setDestination(FlowKey.destination(toHigh), FlowKey.destinationPort(toLow));
    return forwarding.path(flow, nic);
  }

  /**
   * A packet of no connection. TCP in the middle of a flow opens one as well ({@code
   * nf_conntrack_tcp_loose}): it runs through the NAT rules as a SYN does. So a flow that changed
   * its NVA goes on to the same server, but from another address, and perhaps another port; the
   * server knows no such connection and resets it. That is how a flow dies whose NVA changes.
   */
  private void open(int i, int nic, long nowNanos, Outbox out) {
    int packet = batch.packet(i);
    long high = batch.high(i);
    long low = batch.low(i);
    long word = StateWord.first(FlowKey.protocol(low), kind(i, out));
    if (word == StateWord.INVALID) {
      stray(i, nic, nowNanos, out);
      return;
    }
    int path = opening.decide(high, low, nic);
    boolean marked = out.arena().mark(packet) != 0;
    if (marked) {
      egress.trace().unknown(packet, "new", high, low, out);
      egress.trace().decided(packet, opening, high, low, path, out);
    }
    Disposition verdict = verdict(i, path, out);
    if (verdict == Disposition.DELIVERED && Path.action(path) == Path.LOCAL && !verifies(i, out)) {
      verdict = Disposition.BAD_CHECKSUM;
    }
    if (verdict == Disposition.DELIVERED) {
      verdict = opening.commit(word, nowNanos);
    }
    if (verdict != Disposition.DELIVERED) {
      egress.finish(packet, verdict, null, out);
      return;
    }
    if (marked) {
      egress.trace().committed(packet, opening, high, low, out);
    }
    act(i, path, opening.flow().high(), opening.flow().low(), nowNanos, out);
  }

  /**
   * A packet that can be of no connection (conntrack's INVALID) passes untranslated. At an NVA its
   * destination is then mostly the NVA itself, whose TCP resets it. An error about a connection is
   * of none either, but shares its translation.
   */
  private void stray(int i, int nic, long nowNanos, Outbox out) {
    int packet = batch.packet(i);
    byte[] bytes = out.arena().bytes();
    int ip = out.arena().start(packet) + Ethernet.HEADER;
    int transport = batch.transport(i, out.arena());
    int related = errors.find(bytes, ip, transport, nowNanos);
    long toHigh = batch.high(i);
    flow.set(toHigh, batch.low(i));
    if (related >= 0) {
      toHigh = errors.addresses(related, toHigh);
      flow.setDestination(FlowKey.destination(toHigh), flow.destinationPort());
    }
    int path = forwarding.path(flow, nic);
    if (out.arena().mark(packet) != 0) {
      String outcome = related >= 0 ? "related" : "invalid";
      egress.trace().unknown(packet, outcome, batch.high(i), batch.low(i), out);
      egress.trace().routed(packet, flow.destination(), path, out);
    }
    if (Path.action(path) == Path.LOCAL && !verifies(i, out)) {
      egress.finish(packet, Disposition.BAD_CHECKSUM, null, out);
      return;
    }
    if (related >= 0) {
      errors.translateQuote(bytes, ip, transport, related);
    }
    act(i, path, toHigh, batch.low(i), nowNanos, out);
  }

  /** What the path says of a packet; DELIVERED where it may go on. */
  private Disposition verdict(int i, int path, Outbox out) {
    int action = Path.action(path);
    if (action == Path.LOCAL) {
      return Disposition.DELIVERED;
    }
    if (action == Path.NO_ROUTE) {
      return Disposition.NO_ROUTE;
    }
    if (action == Path.IP_FORWARD_OFF) {
      return Disposition.IP_FORWARD_OFF;
    }
    // Linux looks at the time to live before it asks the FORWARD chain.
    PacketArena arena = out.arena();
    if (Ipv4.ttl(arena.bytes(), arena.start(batch.packet(i)) + Ethernet.HEADER) <= 1) {
      return Disposition.TTL_EXPIRED;
    }
    return action == Path.DENIED ? Disposition.FIREWALL_DENIED : Disposition.DELIVERED;
  }

  /** Gives a packet the tuple it goes on with, and lets it take its path. */
  private void act(int i, int path, long toHigh, long toLow, long nowNanos, Outbox out) {
    int packet = batch.packet(i);
    Disposition verdict = verdict(i, path, out);
    if (verdict != Disposition.DELIVERED) {
      egress.finish(packet, verdict, null, out);
      return;
    }
    byte[] bytes = out.arena().bytes();
    int ip = out.arena().start(packet) + Ethernet.HEADER;
    int transport = batch.transport(i, out.arena());
    Egress.translate(bytes, ip, transport, batch.high(i), batch.low(i), toHigh, toLow);
    if (Path.action(path) == Path.LOCAL) {
      egress.finish(packet, sockets.deliver(packet, transport, nowNanos, out), null, out);
      return;
    }
    Ipv4.decrementTtl(bytes, ip);
    forwarded++;
    egress.send(packet, Path.out(path), out);
  }

  private boolean verifies(int i, Outbox out) {
    PacketArena arena = out.arena();
    int ip = arena.start(batch.packet(i)) + Ethernet.HEADER;
    return LocalSockets.verifies(arena.bytes(), ip, batch.transport(i, out.arena()));
  }

  private int kind(int i, Outbox out) {
    return Tracking.kind(
        out.arena().bytes(), batch.transport(i, out.arena()), FlowKey.protocol(batch.low(i)));
  }
}
