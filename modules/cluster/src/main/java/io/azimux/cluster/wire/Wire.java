package io.azimux.cluster.wire;

/** What elements send one another, also from process to process. */
public sealed interface Wire extends ToElement permits PacketBatch, Told {
  /** Name of the element it is for. */
  String to();

  /** Name of the element that sent it. */
  String from();
}
