package io.azimux.dataplane.guest;

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

/**
 * Packets of a burst that are fit to go on, taken apart. Filled in stages, each a short loop over
 * all packets, so that the cache misses of a batch overlap.
 */
final class Batch {
  /**
   * Most packets of a batch. Their headers and records then stay in the first-level cache from one
   * stage to the next, and are enough for as many reads under way as a core allows.
   */
  static final int CAPACITY = FlowTable.MOST_AT_ONCE;

  private static final int ROW = FlowTable.ROW;
  private static final int LOW = 1;
  private static final int HASH = 2;
  private static final int HEADERS = 3;

  private static final long PLAIN = 1;
  private static final int HEADERS_SHIFT = 8;

  private static final int PLAIN_MASK = Tcp.SYN | Tcp.FIN | Tcp.RST | Tcp.ACK;

  private final Connections connections;
  private final Egress egress;

  private final Burst packets = new Burst();

  /** Of each packet: key high, key low, hash, and header bytes, plain or not. */
  private final long[] rows = new long[CAPACITY * ROW];

  private final int[] references = new int[CAPACITY];

  private long changes;
  private long readAhead;

  /** Makes an empty batch; unfit packets end through {@code egress}. */
  Batch(Connections connections, Egress egress) {
    this.connections = connections;
    this.egress = egress;
  }

  /**
   * Takes in packets of a burst that came by the NIC with this MAC address.
   *
   * @param from index of the first; at most {@link #CAPACITY} are taken
   */
  void fill(Burst burst, int from, int nic, long mac, Outbox out) {
    judge(burst, from, nic, mac, out);
    readAhead += connections.find(rows, references, packets.size());
    changes = connections.changes();
  }

  /** Judges the packets, ends the bad ones, hashes the others. */
  private void judge(Burst burst, int from, int nic, long mac, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int to = Math.min(from + CAPACITY, burst.size());
    boolean traced = arena.hasMarks();
    arena.touch(burst, from, to);
    packets.clear();
    for (int i = from; i < to; i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      int length = arena.length(packet);
      boolean marked = traced && arena.mark(packet) != 0;
      if (marked) {
        egress.trace().received(packet, nic, out);
      }
      if (marked || length < Frame.MIN_TCP) {
        judgeOther(packet, mac, out);
        continue;
      }
      int ip = start + Ethernet.HEADER;
      long front = Ipv4.front(bytes, ip);
      long middle = Ipv4.middle(bytes, ip);
      long addresses = FlowKey.highOf(bytes, ip);
      long tcp = Tcp.middle(bytes, start + Frame.MIN);
      if (!Frame.isPlainTcp(length, front, middle, tcp)
          || Ethernet.destination(bytes, start) != mac
          || !Ipv4.plainChecksumHolds(front, middle, addresses)) {
        judgeOther(packet, mac, out);
        continue;
      }
      boolean settling = (Tcp.flagsOf(tcp) & PLAIN_MASK) == Tcp.ACK && Ipv4.ttlOf(middle) > 1;
      long low = FlowKey.lowOfTcp(Tcp.front(bytes, start + Frame.MIN), 0);
      add(packet, Frame.MIN, addresses, low, settling ? PLAIN : 0);
    }
  }

  /** Judges a packet that is not of the usual kind, step by step, and takes it in as not plain. */
  private void judgeOther(int packet, long mac, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int transport = Frame.check(bytes, start, arena.length(packet));
    Disposition verdict = judge(bytes, start, transport, mac);
    if (verdict != Disposition.DELIVERED) {
      egress.finish(packet, verdict, transport < 0 ? Frame.describe(transport) : null, out);
      return;
    }
    int ip = start + Ethernet.HEADER;
    long low = FlowKey.lowOf(bytes, transport, Ipv4.protocol(bytes, ip), 0);
    add(packet, transport - start, FlowKey.highOf(bytes, ip), low, 0);
  }

  private void add(int packet, int headers, long high, long low, long plain) {
    int row = packets.size() * ROW;
    rows[row] = high;
    rows[row + LOW] = low;
    rows[row + HASH] = connections.hash(high, low);
    rows[row + HEADERS] = (long) headers << HEADERS_SHIFT | plain;
    packets.add(packet);
  }

  private static Disposition judge(byte[] bytes, int start, int transport, long mac) {
    if (transport == Frame.TOO_SHORT) {
      return Disposition.MALFORMED;
    }
    if (Ethernet.destination(bytes, start) != mac) {
      return Disposition.NOT_FOR_ME;
    }
    if (transport < 0) {
      return switch (transport) {
        case Frame.FRAGMENT -> Disposition.FRAGMENT;
        case Frame.NOT_IPV4 -> Disposition.NO_LISTENER;
        default -> Disposition.MALFORMED;
      };
    }
    int ip = start + Ethernet.HEADER;
    if (!Ipv4.checksumHolds(bytes, ip)) {
      return Disposition.BAD_CHECKSUM;
    }
    // Protocol 0 would make the all-zero key possible, which marks a free entry.
    return Ipv4.protocol(bytes, ip) == 0 ? Disposition.MALFORMED : Disposition.DELIVERED;
  }

  /**
   * The live connection of a packet. What {@link #fill} found is trusted only where the record
   * still says so: acting on one packet of a burst may end the connection of the next.
   */
  int reference(int i, long nowNanos) {
    int reference = references[i];
    if (connections.holds(reference, high(i), low(i))
        && !connections.isExpired(reference, nowNanos)) {
      return reference;
    }
    return connections.lookup(high(i), low(i), rows[i * ROW + HASH], nowNanos);
  }

  /**
   * True for a TCP segment in the middle of a stream, known by its tuple, with hops left and
   * without IP options, that is not traced.
   */
  boolean isPlain(int i) {
    return (rows[i * ROW + HEADERS] & PLAIN) != 0 && references[i] >= 0;
  }

  /** True where connections have come or gone since: what was found may not hold any more. */
  boolean isOutdated() {
    return changes != connections.changes();
  }

  /** The reference found when the batch was filled. */
  int found(int i) {
    return references[i];
  }

  /** The packets themselves. */
  Burst packets() {
    return packets;
  }

  /** Sum of the values read ahead: it is kept so that the compiler may not drop the reads. */
  long readAhead() {
    return readAhead;
  }

  /** Packets in the batch. */
  int size() {
    return packets.size();
  }

  /** Number in the arena. */
  int packet(int i) {
    return packets.packet(i);
  }

  /** Bytes before the transport header. */
  int headers(int i) {
    return (int) rows[i * ROW + HEADERS] >>> HEADERS_SHIFT;
  }

  /** Offset of the transport header. */
  int transport(int i, PacketArena arena) {
    return arena.start(packet(i)) + headers(i);
  }

  /** High word of the tuple as it arrived. */
  long high(int i) {
    return rows[i * ROW];
  }

  /** Low word of the tuple as it arrived. */
  long low(int i) {
    return rows[i * ROW + LOW];
  }
}
