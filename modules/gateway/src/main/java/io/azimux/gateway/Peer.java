package io.azimux.gateway;

/**
 * Where the other end of a tunnel is: pinned, or learnt from whoever sends the first sound frame.
 *
 * <p>A learnt peer is kept. Frames of another machine are refused, unless the peer has been silent
 * for {@link #SILENCE_NANOS}: then whoever speaks is the peer from now on, as when a guest was
 * built anew elsewhere. Kernels send from a port that differs from flow to flow and listen at one,
 * so only the address is learnt; frames go to the port at which this end listens itself.
 */
final class Peer {
  /** How long a learnt peer must be silent before another may take its place. */
  static final long SILENCE_NANOS = 10_000_000_000L;

  private final boolean pinned;
  private final int port;
  private int address;
  private long heardNanos;
  private boolean known;
  private long changes;

  private Peer(boolean pinned, int address, int port) {
    this.pinned = pinned;
    this.known = pinned;
    this.address = address;
    this.port = port;
  }

  /** The peer of a link, not heard of yet. */
  static Peer of(LinkSettings settings) {
    return settings.peerAddress() == 0
        ? new Peer(false, 0, settings.listenPort())
        : new Peer(true, settings.peerAddress(), settings.peerPort());
  }

  /** True where a sound frame from this address is the peer's; what it says is learnt. */
  boolean accept(int from, long nowNanos) {
    if (known && from != address) {
      if (pinned || nowNanos - heardNanos < SILENCE_NANOS) {
        return false;
      }
      changes++;
    }
    known = true;
    address = from;
    heardNanos = nowNanos;
    return true;
  }

  /** True once frames can be sent. */
  boolean isKnown() {
    return known;
  }

  int address() {
    return address;
  }

  int port() {
    return port;
  }

  /** Times that another machine took the place of a learnt one. */
  long changes() {
    return changes;
  }
}
