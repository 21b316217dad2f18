package io.azimux.dataplane.mux;

import io.azimux.dataplane.bgp.Exits;
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
import io.azimux.packet.TunnelHeader;
import io.azimux.packet.Vxlan;

/**
 * The path of packets through a MUX, in stages over a part of a burst: read and hash all, touch
 * their table entries, look up, then decide and encapsulate. So the cache misses of many packets
 * overlap.
 *
 * <p>The last stage knows one short way, for packets of known flows whose backends may have them;
 * everything else goes through {@link Admission}, and so does everything while a packet is traced.
 */
final class Forwarding {
  /** Packets in a stage: more than a core has outstanding misses, few enough to stay in L1. */
  private static final int STAGE = 32;

  private static final int ROW = FlowTable.ROW;
  private static final int LOW = 1;
  private static final int HASH = 2;
  private static final int FLAGS = 3;

  /** Takes the place of the key, once that has been found. */
  private static final int TUNNEL = 0;

  /** TCP flags of packets that may change more of a flow than its time. */
  private static final int CHANGING = Tcp.SYN | Tcp.FIN | Tcp.RST;

  /** Longest frame for which there is room in a tunnel. */
  private static final int LONGEST = PacketArena.MAX_FRAME - Vxlan.OVERHEAD;

  private final FlowTable flows;
  private final Members members;
  private final Uplinks uplinks;
  private final Exits exits;
  private final MuxTrace trace;
  private final Admission admission;
  private final AddressDirectory directory;
  private final Departures departures;
  private final FlowSharing sharing;

  private final Burst stage = new Burst();

  /** Of each packet of the stage: key high, key low, hash, TCP flags. */
  private final long[] rows = new long[STAGE * FlowTable.ROW];

  private final int[] entries = new int[STAGE];

  private long packetCount;
  private long byteCount;
  private long localHits;

  Forwarding(
      FlowTable flows,
      FlowBook book,
      Members members,
      Admission admission,
      Uplinks uplinks,
      Exits exits,
      MuxTrace trace,
      AddressDirectory directory,
      FlowSharing sharing,
      WaitingFlows waiting) {
    this.flows = flows;
    this.members = members;
    this.uplinks = uplinks;
    this.exits = exits;
    this.trace = trace;
    this.directory = directory;
    this.sharing = sharing;
    this.admission = admission;
    departures = new Departures(flows, book, admission, trace, waiting, this::depart);
  }

  void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    int size = burst.size();
    packetCount += size;
    for (int from = 0; from < size; from += STAGE) {
      read(port, burst, from, Math.min(size, from + STAGE), nowNanos, out);
      flows.find(rows, entries, stage.size());
      decide(port, nowNanos, out);
    }
    sharing.burstEnded(nowNanos, out);
  }

  /** Sends a packet on that waited for its backend's host. */
  void resolved(int packet, long context, int index, Outbox out) {
    int port = exits.instead((int) (context >>> 32));
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

  private void read(int port, Burst burst, int from, int to, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    boolean traced = arena.hasMarks();
    stage.clear();
    long total = 0;
    for (int i = from; i < to; i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      int length = arena.length(packet);
      total += length;
      if (traced) {
        trace.received(port, packet, out);
      }
      int flags = Frame.plainTcpFlags(bytes, start, length);
      if (flags >= 0 && length <= LONGEST) {
        long high = FlowKey.highOf(bytes, start + Ethernet.HEADER);
        long low = FlowKey.lowOf(bytes, start + Frame.MIN, Ipv4.TCP, 0);
        enter(packet, high, low, flags);
      } else if (exits.takePacket(packet, nowNanos, out)) {
        packetCount--;
        total -= length;
      } else {
        readOther(packet, out);
      }
    }
    byteCount += total;
  }

  /** Enters a packet that is not of the plain shape, or ends it. */
  private void readOther(int packet, Outbox out) {
    byte[] bytes = out.arena().bytes();
    int start = out.arena().start(packet);
    if (out.arena().length(packet) > LONGEST) {
      trace.finish(packet, Disposition.MALFORMED, "frame too long for a tunnel", out);
      return;
    }
    int transport = Frame.check(bytes, start, out.arena().length(packet));
    int ip = start + Ethernet.HEADER;
    int protocol = transport < 0 ? 0 : Ipv4.protocol(bytes, ip);
    if (protocol != Ipv4.TCP && protocol != Ipv4.UDP) {
      refuse(packet, transport, out);
      return;
    }
    int flags = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
    long low = FlowKey.lowOf(bytes, transport, protocol, 0);
    enter(packet, FlowKey.highOf(bytes, ip), low, flags);
  }

  private void enter(int packet, long high, long low, int flags) {
    int row = stage.size() * ROW;
    rows[row] = high;
    rows[row + LOW] = low;
    rows[row + HASH] = flows.hash(high, low);
    rows[row + FLAGS] = flags;
    stage.add(packet);
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

  /** Packets go in order: runs of plain hits, and between them those that need admission. */
  private void decide(int port, long nowNanos, Outbox out) {
    int count = stage.size();
    boolean traced = out.arena().hasMarks();
    int at = 0;
    while (at < count) {
      int end = traced ? at : hits(at, count, nowNanos);
      if (end > at) {
        encapsulate(port, at, end, out);
        localHits += end - at;
        at = end;
      } else {
        admit(port, at, nowNanos, out);
        at++;
      }
    }
  }

  /** Notes the plain hits from {@code from}, and their tunnels; returns where they end. */
  private int hits(int from, int count, long nowNanos) {
    for (int i = from; i < count; i++) {
      int entry = entries[i];
      if (entry == FlowTable.NONE || (rows[i * ROW + FLAGS] & CHANGING) != 0) {
        return i;
      }
      long value = flows.value(entry);
      int member = FlowEntry.member(value);
      if (members.state(member) != (Members.HEALTHY | Members.RESOLVED)
          || !FlowEntry.isPlain(value)) {
        return i;
      }
      flows.touch(entry, nowNanos);
      rows[i * ROW + TUNNEL] = members.tunnelAt(member);
    }
    return count;
  }

  private void encapsulate(int port, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    long[] words = members.tunnels();
    long firstWord = uplinks.firstWord(port);
    long secondWord = uplinks.secondWord();
    for (int i = from; i < to; i++) {
      int packet = stage.packet(i);
      int entropy = (int) rows[i * ROW + HASH];
      int tunnel = (int) rows[i * ROW + TUNNEL];
      int start = arena.push(packet, Vxlan.OVERHEAD);
      int length = arena.length(packet);
      TunnelHeader.write(bytes, start, length, firstWord, secondWord, words, tunnel, entropy);
    }
    out.transmit(port, stage, from, to);
  }

  private void admit(int port, int i, long nowNanos, Outbox out) {
    int row = i * ROW;
    long hash = rows[row + HASH];
    int packet = stage.packet(i);
    int flags = (int) rows[row + FLAGS];
    int member = admission.admit(packet, rows[row], rows[row + LOW], hash, flags, nowNanos, out);
    if (member == Admission.WAIT) {
      member = departures.hold(port, packet, flags, flows.find(rows[row], rows[row + LOW], hash));
    }
    if (member != Members.NONE) {
      send(port, packet, member, (int) hash, nowNanos, out);
    }
  }

  /** The packets of a flow that has waited long enough go on. */
  void goOn(int flow, long nowNanos, Outbox out) {
    departures.goOn(flow, nowNanos, out);
  }

  private void depart(int port, int packet, int member, int entropy, long nowNanos, Outbox out) {
    send(exits.instead(port), packet, member, entropy, nowNanos, out);
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
