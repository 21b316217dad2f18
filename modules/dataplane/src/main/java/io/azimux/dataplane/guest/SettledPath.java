package io.azimux.dataplane.guest;

import io.azimux.node.Outbox;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;

/**
 * The short way of nearly all packets: segments in the middle of a stream that is sent on. It does
 * what {@link Datapath} would do, without the questions whose answers are known.
 */
final class SettledPath {
  private static final long FABRIC = MacAddress.FABRIC.bits();

  private final Connections connections;
  private final Egress egress;
  private long forwarded;

  SettledPath(Connections connections, Egress egress) {
    this.connections = connections;
    this.egress = egress;
  }

  /**
   * Sends on the packets of a batch from an index on, up to the first that needs the long way.
   *
   * @param nic NIC of arrival
   * @return index of that packet, to which nothing has been done; the batch's size if there is none
   */
  int forward(Batch batch, int from, int nic, long nowNanos, Outbox out) {
    if (batch.isOutdated()) {
      return from;
    }
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int size = batch.size();
    int i = from;
    for (; i < size && batch.isPlain(i); i++) {
      int reference = batch.found(i);
      int path = connections.settledPath(reference, nowNanos);
      if (!Path.forwards(path, nic)) {
        break;
      }
      connections.touchSettled(reference, nowNanos);
      int packet = batch.packet(i);
      int start = arena.start(packet);
      Translation.apply(
          bytes,
          start,
          FlowKey.reversedHigh(connections.high(reference ^ 1)),
          FlowKey.reversedLow(connections.low(reference ^ 1)),
          connections.deltas(reference));
      int port = Path.out(path);
      Ethernet.write(bytes, start, FABRIC, egress.mac(port), Ethernet.TYPE_IPV4);
      out.transmit(port, packet);
    }
    forwarded += i - from;
    return i;
  }

  /** Packets sent on this way. */
  long forwarded() {
    return forwarded;
  }
}
