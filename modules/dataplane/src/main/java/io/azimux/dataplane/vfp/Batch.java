package io.azimux.dataplane.vfp;

import io.azimux.packet.PacketArena;
import org.jspecify.annotations.Nullable;

/** Packets on their way through the stages together. Plain arrays, filled in place. */
final class Batch {
  /**
   * Most packets of a batch. Their headers and table entries then stay in the first-level cache
   * from one stage to the next, and are enough for as many reads under way as a core allows.
   */
  static final int CAPACITY = 64;

  final int[] packet = new int[CAPACITY];

  /** Number of the NIC whose layers are passed. */
  final int[] nic = new int[CAPACITY];

  /** Offset of the (inner) frame. */
  final int[] frame = new int[CAPACITY];

  /** Offset of the transport header. */
  final int[] transport = new int[CAPACITY];

  /** Key, scope included. */
  final long[] high = new long[CAPACITY];

  final long[] low = new long[CAPACITY];

  final long[] hash = new long[CAPACITY];

  /** TCP flag byte; 0 for other protocols. */
  final int[] flags = new int[CAPACITY];

  /** Entry in the flow table, and its value; good while {@link #moves} is the table's. */
  final int[] entry = new int[CAPACITY];

  final long[] value = new long[CAPACITY];

  /** What is done to the packet; null where it has ended or waits. */
  final @Nullable HeaderTransposition[] way = new @Nullable HeaderTransposition[CAPACITY];

  long moves;

  int size;

  /** True where one of the packets is marked for tracing. */
  boolean marked;

  boolean isFull() {
    return size == CAPACITY;
  }

  /** Takes in a packet whose headers are not read yet. The caller has seen that there is room. */
  void add(int arrived, int nicNumber) {
    packet[size] = arrived;
    nic[size] = nicNumber;
    size++;
  }

  boolean isAnyMarked(PacketArena arena) {
    int marks = 0;
    for (int i = 0; i < size; i++) {
      marks |= arena.mark(packet[i]);
    }
    return marks != 0;
  }

  void clear() {
    size = 0;
  }
}
