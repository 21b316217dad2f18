package io.azimux.dataplane.vfp;

import io.azimux.packet.Burst;

/** Parsed packets of one burst on their way through the stages. Plain arrays, filled in place. */
final class Batch {
  static final int CAPACITY = Burst.CAPACITY;

  final int[] packet = new int[CAPACITY];

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

  /** Number of the NIC whose layers are passed. */
  final int[] nic = new int[CAPACITY];

  int size;

  /** True where one of the packets is marked for tracing. */
  boolean marked;
}
