package io.azimux.cluster.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.azimux.cluster.proto.Packets;

/** Batches of packets to and from their Protobuf form. */
final class PacketCodec {
  private PacketCodec() {}

  static Packets.PacketBatch encode(PacketBatch batch) {
    // Without a copy: nobody writes to the array of a batch.
    Packets.PacketBatch.Builder builder =
        Packets.PacketBatch.newBuilder()
            .setTo(batch.to())
            .setPort(batch.port())
            .setFrom(batch.from())
            .setFrames(UnsafeByteOperations.unsafeWrap(batch.frames()));
    for (int i = 0; i < batch.size(); i++) {
      builder.addLengths(batch.length(i));
    }
    if (batch.hasMarks()) {
      for (int i = 0; i < batch.size(); i++) {
        builder.addMarks(batch.mark(i));
      }
    }
    return builder.build();
  }

  static PacketBatch decode(Packets.PacketBatch message) {
    int[] lengths = new int[message.getLengthsCount()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = message.getLengths(i);
    }
    int[] marks = new int[message.getMarksCount()];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = message.getMarks(i);
    }
    return new PacketBatch(
        message.getTo(),
        message.getPort(),
        message.getFrom(),
        message.getFrames().toByteArray(),
        lengths,
        marks);
  }
}
