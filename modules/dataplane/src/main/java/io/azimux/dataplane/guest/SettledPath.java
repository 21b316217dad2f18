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
    int at = from;
    while (at < batch.size() && batch.isPlain(at)) {
      int path = connections.settledPath(batch.found(at), nowNanos);
      if (!Path.forwards(path, nic)) {
        break;
      }
      int exit = Path.out(path);
      int to = translate(batch, at, path, egress.mac(exit), nowNanos, out.arena());
      out.transmit(exit, batch.packets(), at, to);
      at = to;
    }
    forwarded += at - from;
    return at;
  }

  /**
   * Makes the packets that take one path ready to be sent; without calls, so that the compiler
   * keeps all in registers. Returns where they end.
   */
  private int translate(
      Batch batch, int from, int path, long mac, long nowNanos, PacketArena arena) {
    byte[] bytes = arena.bytes();
    int size = batch.size();
    int i = from;
    for (; i < size && batch.isPlain(i); i++) {
      int reference = batch.found(i);
      if (connections.settledPath(reference, nowNanos) != path) {
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
      Ethernet.write(bytes, start, FABRIC, mac, Ethernet.TYPE_IPV4);
    }
    return i;
  }

  /** Packets sent on this way. */
  long forwarded() {
    return forwarded;
  }
}
