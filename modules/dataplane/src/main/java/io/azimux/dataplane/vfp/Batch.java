package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;

/**
 * Packets on their way through the stages together: a flat row for each, so that a stage reads one
 * cache line for two packets and not one for each field.
 *
 * <pre>
 * row, 32 bytes: | key high | key low, scope included | hash | header bytes, TCP flags |
 * </pre>
 *
 * <p>A packet is taken in twice: it is named, with the NIC and direction that it is for, and then
 * its headers are read. So each is a loop of its own.
 */
final class Batch {
  /**
   * Most packets of a batch. Their headers and table entries then stay in the first-level cache
   * from one stage to the next, and are enough for as many reads under way as a core allows.
   */
  static final int CAPACITY = FlowTable.MOST_AT_ONCE;

  private static final int ROW = FlowTable.ROW;
  private static final int LOW = 1;
  private static final int HASH = 2;
  private static final int HEADERS = 3;

  private static final int HEADERS_SHIFT = 8;
  private static final int BYTE = 0xff;

  private final Burst packets = new Burst();

  private final long[] rows = new long[CAPACITY * ROW];

  /** Packets that were named and are not read yet. */
  private final Burst named = new Burst();

  /** The scope of the key of each of them. */
  private final int[] scopes = new int[CAPACITY];

  /** Entry in the flow table; good while {@link #moves} is the table's. */
  private final int[] entries = new int[CAPACITY];

  private long moves;

  int size() {
    return packets.size();
  }

  boolean isFull() {
    return packets.size() == CAPACITY;
  }

  /** The packets themselves. */
  Burst packets() {
    return packets;
  }

  /**
   * Names a packet that is to be read. The caller has seen that there is room.
   *
   * @param scope of a NIC and direction
   */
  void name(int packet, int scope) {
    scopes[named.size()] = scope;
    named.add(packet);
  }

  /** Packets to be read; whoever has read them empties the burst. */
  Burst named() {
    return named;
  }

  /** Scope of the key of a packet that is to be read. */
  int scope(int i) {
    return scopes[i];
  }

  /**
   * Takes in a packet whose headers were read.
   *
   * @param headers bytes of the (inner) Ethernet and IPv4 headers
   * @param low key's low word, with the scope of a NIC and direction
   * @param flags TCP flag byte; 0 for other protocols
   */
  void add(int packet, int headers, int flags, long high, long low, long hash) {
    int i = packets.size();
    rows[i * ROW] = high;
    rows[i * ROW + LOW] = low;
    rows[i * ROW + HASH] = hash;
    rows[i * ROW + HEADERS] = (long) headers << HEADERS_SHIFT | flags;
    packets.add(packet);
  }

  /** Finds the entries of all packets. */
  void find(UnifiedFlowTable uft) {
    uft.find(rows, entries, packets.size());
    moves = uft.moves();
  }

  long high(int i) {
    return rows[i * ROW];
  }

  long low(int i) {
    return rows[i * ROW + LOW];
  }

  long hash(int i) {
    return rows[i * ROW + HASH];
  }

  int packet(int i) {
    return packets.packet(i);
  }

  /** Bytes of the (inner) Ethernet and IPv4 headers. */
  int headers(int i) {
    return (int) rows[i * ROW + HEADERS] >>> HEADERS_SHIFT;
  }

  int flags(int i) {
    return (int) rows[i * ROW + HEADERS] & BYTE;
  }

  /** True for a TCP segment in IPv4 without options. */
  boolean isPlainTcp(int i) {
    return headers(i) == Frame.MIN && FlowKey.protocol(low(i)) == Ipv4.TCP;
  }

  /** What {@link #find} found; good while {@link #moves} is the table's. */
  int entry(int i) {
    return entries[i];
  }

  long moves() {
    return moves;
  }

  /** Number of the NIC whose layers are passed. */
  int nic(int i) {
    return LocalNic.ofScope(FlowKey.scope(low(i)));
  }

  /** Offset of the IPv4 header, of a packet that has no tunnel header. */
  int ip(int i, PacketArena arena) {
    return arena.start(packet(i)) + Ethernet.HEADER;
  }

  /** Offset of the transport header, of a packet that has no tunnel header. */
  int transport(int i, PacketArena arena) {
    return arena.start(packet(i)) + headers(i);
  }

  /** True where one of the packets is marked for tracing. */
  boolean isAnyMarked(PacketArena arena) {
    int marks = 0;
    for (int i = 0; i < packets.size(); i++) {
      marks |= arena.mark(packet(i));
    }
    return marks != 0;
  }

  void clear() {
    packets.clear();
  }
}
