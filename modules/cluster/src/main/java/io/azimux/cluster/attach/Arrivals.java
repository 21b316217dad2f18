package io.azimux.cluster.attach;

import io.azimux.cluster.host.BatchWriter;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.gateway.OuterAddress;
import io.azimux.gateway.TunnelLink;
import io.azimux.gateway.socket.Receiver;
import io.azimux.packet.Vxlan;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sorts what comes in by one socket: by its VNI to the link, or, where no link has that VNI, to the
 * first one, which refuses and counts it.
 */
final class Arrivals implements Receiver {
  /** Sender of what comes from outside. */
  private static final String OUTSIDE = "outside";

  private final int[] vnis;
  private final BatchWriter[] writers;
  private final Consumer<PacketBatch> sink;

  /** Sorts for the links of one socket, one at least. */
  Arrivals(List<AttachPoint> points, Consumer<PacketBatch> sink) {
    this.sink = sink;
    List<AttachPoint> sorted =
        points.stream().sorted(Comparator.comparingInt(point -> point.attached().vni())).toList();
    vnis = sorted.stream().mapToInt(point -> point.attached().vni()).toArray();
    writers =
        sorted.stream()
            .map(point -> new BatchWriter(point.element(), point.port(), OUTSIDE))
            .toArray(BatchWriter[]::new);
  }

  @Override
  public void receive(byte[] bytes, int length) {
    BatchWriter writer = writers[Math.max(0, link(bytes, length))];
    if (writer.isFull()) {
      sink.accept(writer.take(System.nanoTime()));
    }
    writer.add(bytes, 0, length, 0);
  }

  private int link(byte[] bytes, int length) {
    return length < TunnelLink.OVERHEAD
        ? -1
        : Arrays.binarySearch(vnis, Vxlan.vni(bytes, OuterAddress.LENGTH));
  }

  @Override
  public void rest() {
    for (BatchWriter writer : writers) {
      if (writer.size() > 0) {
        sink.accept(writer.take(System.nanoTime()));
      }
    }
  }
}
