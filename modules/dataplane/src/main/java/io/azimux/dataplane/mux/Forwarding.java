package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Vxlan;

/**
 * The path of packets through a MUX, in stages over a part of a burst: read and hash all, touch
 * their table entries, look up, then decide and encapsulate. So the cache misses of many packets
 * overlap.
 *
 * <p>The last stage knows one short way, for a packet of a known flow whose backend may have it;
 * everything else, and every traced packet, goes through {@link Admission}.
 */
final class Forwarding {
  /** Packets in a stage: more than a core has outstanding misses, few enough to stay in L1. */
  private static final int STAGE = 32;

  private static final int OPENING = Tcp.SYN | Tcp.ACK;

  private final FlowTable flows;
  private final Members members;
  private final Uplinks uplinks;
  private final MuxTrace trace;
  private final Admission admission;
  private final AddressDirectory directory;

  private final int[] packets = new int[STAGE];
  private final long[] highs = new long[STAGE];
  private final long[] lows = new long[STAGE];
  private final long[] hashes = new long[STAGE];
  private final int[] tcpFlags = new int[STAGE];
  private final int[] entries = new int[STAGE];

  private long packetCount;
  private long byteCount;
  private long localHits;
  private long touched;

  Forwarding(
      FlowTable flows,
      Members members,
      RuleBook rules,
      Uplinks uplinks,
      MuxTrace trace,
      AddressDirectory directory) {
    this.flows = flows;
    this.members = members;
    this.uplinks = uplinks;
    this.trace = trace;
    this.directory = directory;
    admission = new Admission(flows, members, rules, trace);
  }

  void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    int size = burst.size();
    packetCount += size;
    for (int from = 0; from < size; from += STAGE) {
      int count = read(port, burst, from, Math.min(size, from + STAGE), out);
      lookUp(count);
      decide(port, count, nowNanos, out);
    }
  }

  /** Sends a packet on that waited for its backend's host. */
  void resolved(int packet, long context, int index, Outbox out) {
    int port = (int) (context >>> 32);
    long[] words = new long[TunnelHeader.WORDS];
    int vni = directory.vni(index);
    TunnelHeader.prepare(
        words, 0, uplinks.address(), directory.host(index), vni, directory.mac(index));
    encapsulate(port, packet, words, 0, (int) context, out);
    trace.tunnelled(port, packet, vni, index, false, out);
    out.transmit(port, packet);
  }

  long packetCount() {
    return packetCount;
  }

  long byteCount() {
    return byteCount;
  }

  long decisions(Decision decision) {
    return admission.decisions(decision) + (decision == Decision.LOCAL_HIT ? localHits : 0);
  }

  /** Differs with what was read ahead; its only use is that the reads are not dead. */
  long touched() {
    return touched;
  }

  private int read(int port, Burst burst, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int count = 0;
    long total = 0;
    for (int i = from; i < to; i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      int length = arena.length(packet);
      total += length;
      if (arena.mark(packet) != 0) {
        trace.received(port, packet, out);
      }
      int transport = Frame.check(bytes, start, length);
      int ip = start + Ethernet.HEADER;
      int protocol = transport < 0 ? 0 : Ipv4.protocol(bytes, ip);
      if (protocol != Ipv4.TCP && protocol != Ipv4.UDP) {
        refuse(packet, transport, out);
        continue;
      }
      long high = FlowKey.highOf(bytes, ip);
      long low = FlowKey.lowOf(bytes, transport, protocol, 0);
      packets[count] = packet;
      highs[count] = high;
      lows[count] = low;
      hashes[count] = flows.hash(high, low);
      tcpFlags[count] = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
      count++;
    }
    byteCount += total;
    return count;
  }

  private void refuse(int packet, int transport, Outbox out) {
    if (transport >= 0) {
      trace.finish(packet, Disposition.NO_RULE, "neither TCP nor UDP", out);
      return;
    }
    Disposition disposition =
        transport == Frame.FRAGMENT ? Disposition.FRAGMENT : Disposition.MALFORMED;
    trace.finish(packet, disposition, Frame.describe(transport), out);
  }

  private void lookUp(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += flows.prefetch(hashes[i]);
    }
    touched = sum;
    for (int i = 0; i < count; i++) {
      entries[i] = flows.find(highs[i], lows[i], hashes[i]);
    }
  }

  private void decide(int port, int count, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    long[] tunnels = members.tunnels();
    long firstWord = uplinks.firstWord(port);
    long secondWord = uplinks.secondWord();
    int hits = 0;
    for (int i = 0; i < count; i++) {
      int packet = packets[i];
      int entropy = (int) hashes[i];
      int member = arena.mark(packet) == 0 ? hit(entries[i], tcpFlags[i], nowNanos) : Members.NONE;
      if (member != Members.NONE) {
        hits++;
        int start = arena.push(packet, Vxlan.OVERHEAD);
        int length = arena.length(packet);
        int tunnel = members.tunnelAt(member);
        TunnelHeader.write(bytes, start, length, firstWord, secondWord, tunnels, tunnel, entropy);
        out.transmit(port, packet);
      } else {
        admit(port, i, nowNanos, out);
      }
    }
    localHits += hits;
  }

  /** The member of a plain hit, or {@link Members#NONE}. */
  private int hit(int entry, int flags, long nowNanos) {
    if (entry == FlowTable.NONE || (flags & OPENING) == Tcp.SYN) {
      return Members.NONE;
    }
    long value = flows.value(entry);
    int member = FlowEntry.member(value);
    if (members.state(member) != (Members.HEALTHY | Members.RESOLVED)) {
      return Members.NONE;
    }
    long seen = FlowEntry.seen(value, flags);
    if (seen != value) {
      flows.setValue(entry, seen);
    }
    flows.touch(entry, nowNanos);
    return member;
  }

  private void admit(int port, int i, long nowNanos, Outbox out) {
    int member =
        admission.admit(packets[i], highs[i], lows[i], hashes[i], tcpFlags[i], nowNanos, out);
    if (member != Members.NONE) {
      send(port, packets[i], member, (int) hashes[i], nowNanos, out);
    }
  }

  private void send(int port, int packet, int member, int entropy, long nowNanos, Outbox out) {
    int vni = members.vni(member);
    int address = members.address(member).bits();
    if (!members.isResolved(member)) {
      long context = (long) port << 32 | (entropy & 0xffffffffL);
      directory.park(packet, vni, address, context, nowNanos, out);
      return;
    }
    encapsulate(port, packet, members.tunnels(), members.tunnelAt(member), entropy, out);
    trace.tunnelled(port, packet, vni, directory.find(vni, address), true, out);
    out.transmit(port, packet);
  }

  private void encapsulate(int port, int packet, long[] words, int at, int entropy, Outbox out) {
    PacketArena arena = out.arena();
    int start = arena.push(packet, Vxlan.OVERHEAD);
    TunnelHeader.write(
        arena.bytes(),
        start,
        arena.length(packet),
        uplinks.firstWord(port),
        uplinks.secondWord(),
        words,
        at,
        entropy);
  }
}
