package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
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
 * row, 32 bytes: | key high | key low, scope included | hash | packet, header bytes, TCP flags |
 * </pre>
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
  private static final int PACKET = 3;

  private static final int HEADERS_SHIFT = 8;
  private static final int PACKET_SHIFT = 16;
  private static final int BYTE = 0xff;

  private final long[] rows = new long[CAPACITY * ROW];

  /** Entry in the flow table; good while {@link #moves} is the table's. */
  private final int[] entries = new int[CAPACITY];

  private long moves;
  private int size;

  int size() {
    return size;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  /**
   * Takes in a packet. The caller has seen that there is room.
   *
   * @param headers bytes of the (inner) Ethernet and IPv4 headers
   * @param low key's low word, with the scope of a NIC and direction
   * @param flags TCP flag byte; 0 for other protocols
   */
  void add(int packet, int headers, int flags, long high, long low, long hash) {
    int row = size * ROW;
    rows[row] = high;
    rows[row + LOW] = low;
    rows[row + HASH] = hash;
    rows[row + PACKET] = (long) packet << PACKET_SHIFT | headers << HEADERS_SHIFT | flags;
    size++;
  }

  /** Finds the entries of all packets. */
  void find(UnifiedFlowTable uft) {
    uft.find(rows, entries, size);
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
    return (int) (rows[i * ROW + PACKET] >>> PACKET_SHIFT);
  }

  /** Bytes of the (inner) Ethernet and IPv4 headers. */
  int headers(int i) {
    return (int) rows[i * ROW + PACKET] >>> HEADERS_SHIFT & BYTE;
  }

  int flags(int i) {
    return (int) rows[i * ROW + PACKET] & BYTE;
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
    for (int i = 0; i < size; i++) {
      marks |= arena.mark(packet(i));
    }
    return marks != 0;
  }

  void clear() {
    size = 0;
  }
}
