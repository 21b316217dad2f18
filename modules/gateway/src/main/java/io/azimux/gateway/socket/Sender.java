package io.azimux.gateway.socket;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Collects datagrams and gives them to the socket's thread in trains. Trains are used again; where
 * all are under way the socket is slower than whoever sends, and datagrams are refused. For use by
 * one thread.
 */
public final class Sender {
  /** Trains of one sender: with {@link Train#BYTES} each, 1 MB waits at most. */
  static final int TRAINS = 16;

  private final TunnelSocket socket;
  private final ConcurrentLinkedQueue<Train> returned = new ConcurrentLinkedQueue<>();
  private int made;
  private @Nullable Train loading;

  Sender(TunnelSocket socket) {
    this.socket = socket;
  }

  /**
   * Takes a datagram behind the {@link io.azimux.gateway.OuterAddress} of its receiver.
   *
   * @return false where there is no room
   */
  public boolean send(byte[] bytes, int at, int length) {
    Train train = loading;
    if (train != null && !train.hasRoom(length)) {
      flush();
      train = null;
    }
    if (train == null) {
      train = free();
      if (train == null) {
        return false;
      }
      loading = train;
    }
    train.add(bytes, at, length);
    return true;
  }

  private @Nullable Train free() {
    Train back = returned.poll();
    if (back == null && made < TRAINS) {
      made++;
      back = new Train(socket, returned::add);
    }
    return back;
  }

  /** Lets go what was collected. */
  public void flush() {
    Train train = loading;
    if (train != null) {
      loading = null;
      train.depart();
    }
  }
}
