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
    int to = translate(batch, from, nic, nowNanos, out.arena());
    for (int i = from; i < to; i++) {
      out.transmit(batch.exit(i), batch.packet(i));
    }
    forwarded += to - from;
    return to;
  }

  /** Makes packets ready to be sent; without calls, so that the compiler keeps all in registers. */
  private int translate(Batch batch, int from, int nic, long nowNanos, PacketArena arena) {
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
      int start = arena.start(batch.packet(i));
      Translation.apply(
          bytes,
          start,
          FlowKey.reversedHigh(connections.high(reference ^ 1)),
          FlowKey.reversedLow(connections.low(reference ^ 1)),
          connections.deltas(reference));
      int exit = Path.out(path);
      Ethernet.write(bytes, start, FABRIC, egress.mac(exit), Ethernet.TYPE_IPV4);
      batch.setExit(i, exit);
    }
    return i;
  }

  /** Packets sent on this way. */
  long forwarded() {
    return forwarded;
  }
}
