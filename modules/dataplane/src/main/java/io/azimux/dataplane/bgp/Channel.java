package io.azimux.dataplane.bgp;

import io.azimux.node.Outbox;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.RoutingBytes.Kind;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connection under a session: what TCP does for BGP, over messages that may get lost. Pieces
 * are numbered, acknowledged, and sent again until they are.
 */
final class Channel {
  /** Pieces on their way; a peer that lets more pile up is gone. */
  static final int MOST_UNACKNOWLEDGED = 256;

  /** Time until pieces are sent again; elements are a few milliseconds apart. */
  static final long RESEND_NANOS = 200_000_000;

  private static final byte[] NOTHING = {};

  private final String peer;
  private final long id;
  private final ArrayDeque<RoutingBytes> unacknowledged = new ArrayDeque<>();
  private int nextNumber;
  private int expected;
  private long resendAt = Outbox.NEVER;

  Channel(String peer, long id) {
    this.peer = peer;
    this.id = id;
  }

  long id() {
    return id;
  }

  void open(Outbox out) {
    tell(Kind.OPEN, out);
  }

  void accept(Outbox out) {
    tell(Kind.ACCEPT, out);
  }

  void close(Outbox out) {
    tell(Kind.CLOSE, out);
  }

  /** Sends a piece; false where the peer has not taken what it was sent before. */
  boolean send(byte[] bytes, long nowNanos, Outbox out) {
    if (unacknowledged.size() == MOST_UNACKNOWLEDGED) {
      return false;
    }
    RoutingBytes piece = new RoutingBytes(id, Kind.DATA, nextNumber++, expected, bytes);
    unacknowledged.add(piece);
    resendAt = Math.min(resendAt, nowNanos + RESEND_NANOS);
    out.tell(peer, piece);
    return true;
  }

  /** Takes a piece; its bytes, or null where it says nothing new or comes too early. */
  byte @Nullable [] receive(RoutingBytes piece, long nowNanos, Outbox out) {
    acknowledged(piece.acknowledged(), nowNanos);
    if (piece.bytes().length == 0) {
      return null;
    }
    boolean next = piece.number() == expected;
    expected += next ? 1 : 0;
    out.tell(peer, new RoutingBytes(id, Kind.DATA, nextNumber, expected, NOTHING));
    return next ? piece.bytes() : null;
  }

  private void acknowledged(int number, long nowNanos) {
    boolean news = false;
    while (!unacknowledged.isEmpty() && unacknowledged.element().number() - number < 0) {
      unacknowledged.remove();
      news = true;
    }
    if (unacknowledged.isEmpty()) {
      resendAt = Outbox.NEVER;
    } else if (news) {
      resendAt = nowNanos + RESEND_NANOS;
    }
  }

  void onTime(long nowNanos, Outbox out) {
    if (resendAt <= nowNanos) {
      unacknowledged.forEach(piece -> out.tell(peer, piece));
      resendAt = nowNanos + RESEND_NANOS;
    }
  }

  long nextDeadline() {
    return resendAt;
  }

  private void tell(Kind kind, Outbox out) {
    out.tell(peer, new RoutingBytes(id, kind, 0, 0, NOTHING));
  }
}
