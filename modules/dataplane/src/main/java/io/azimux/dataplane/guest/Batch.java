package io.azimux.dataplane.guest;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;

/**
 * The packets of a burst that are fit to go on, taken apart. Filled in stages, each a loop over all
 * packets, so that the cache misses of a burst overlap.
 */
final class Batch {
  private final Connections connections;
  private final Egress egress;

  private final int[] packets = new int[Burst.CAPACITY];
  private final int[] transports = new int[Burst.CAPACITY];
  private final long[] highs = new long[Burst.CAPACITY];
  private final long[] lows = new long[Burst.CAPACITY];
  private final long[] hashes = new long[Burst.CAPACITY];
  private final int[] references = new int[Burst.CAPACITY];

  private int size;
  private long readAhead;

  /** Makes an empty batch; unfit packets end through {@code egress}. */
  Batch(Connections connections, Egress egress) {
    this.connections = connections;
    this.egress = egress;
  }

  /** Takes in a burst that came by the NIC with this MAC address. */
  void fill(Burst burst, int nic, long mac, Outbox out) {
    judge(burst, nic, mac, out);
    long sum = 0;
    for (int i = 0; i < size; i++) {
      references[i] = connections.find(highs[i], lows[i], hashes[i]);
      sum += connections.prefetchRecord(references[i]);
    }
    readAhead += sum;
  }

  /** Judges all packets, ends the bad ones, hashes the others. */
  private void judge(Burst burst, int nic, long mac, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    long sum = 0;
    size = 0;
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      if (arena.mark(packet) != 0) {
        egress.trace().received(packet, nic, out);
      }
      int transport = Frame.check(bytes, start, arena.length(packet));
      Disposition verdict = judge(bytes, start, transport, mac);
      if (verdict == Disposition.DELIVERED) {
        sum += add(packet, bytes, start + Ethernet.HEADER, transport);
      } else {
        egress.finish(packet, verdict, transport < 0 ? Frame.describe(transport) : null, out);
      }
    }
    readAhead += sum;
  }

  private long add(int packet, byte[] bytes, int ip, int transport) {
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, transport, Ipv4.protocol(bytes, ip), 0);
    long hash = connections.hash(high, low);
    packets[size] = packet;
    transports[size] = transport;
    highs[size] = high;
    lows[size] = low;
    hashes[size] = hash;
    size++;
    return connections.prefetch(hash);
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
    if (connections.holds(reference, highs[i], lows[i])
        && !connections.isExpired(reference, nowNanos)) {
      return reference;
    }
    return connections.lookup(highs[i], lows[i], hashes[i], nowNanos);
  }

  /** Sum of the values read ahead: it is kept so that the compiler may not drop the reads. */
  long readAhead() {
    return readAhead;
  }

  /** Packets in the batch. */
  int size() {
    return size;
  }

  /** Number in the arena. */
  int packet(int i) {
    return packets[i];
  }

  /** Offset of the transport header. */
  int transport(int i) {
    return transports[i];
  }

  /** High word of the tuple as it arrived. */
  long high(int i) {
    return highs[i];
  }

  /** Low word of the tuple as it arrived. */
  long low(int i) {
    return lows[i];
  }
}
