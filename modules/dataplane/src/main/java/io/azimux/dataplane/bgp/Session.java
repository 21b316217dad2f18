package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session with one peer: its connection, its timers and what the states do with them. The states
 * themselves are a file each.
 */
final class Session {
  /** Hears what comes of a session. */
  interface Listener {
    /** The session is established. */
    void established(long nowNanos, Outbox out);

    /** Routes were told; what comes back ends the session. */
    Optional<Notification> learnt(BgpMessage.Update update, long nowNanos, Outbox out);

    /** The session, which was established, has ended. */
    void ended(String reason, long nowNanos, Outbox out);
  }

  private static final long SECOND = 1_000_000_000L;

  /** Time for the other's OPEN, where no hold time is agreed yet; RFC 4271 suggests 4 minutes. */
  private static final long OPENING_NANOS = 10 * SECOND;

  /** Retries are spread over the last quarter of their time (RFC 4271, section 10). */
  private static final double JITTER = 0.25;

  private final Peering peering;
  private final RandomSource random;
  private final Listener listener;
  private SessionState state = new Idle();
  private @Nullable Channel channel;
  private boolean stopped = true;
  private boolean fourOctetAs;
  private long holdNanos;
  private long keepaliveNanos;
  private long retryAt = Outbox.NEVER;
  private long holdAt = Outbox.NEVER;
  private long keepaliveAt = Outbox.NEVER;

  Session(Peering peering, RandomSource random, Listener listener) {
    this.peering = peering;
    this.random = random;
    this.listener = listener;
  }

  /** Begins, and begins again after every end, until {@link #stop}. */
  void start(long nowNanos, Outbox out) {
    stopped = false;
    happen(new SessionEvent.Start(), nowNanos, out);
  }

  /** Ends for good, with a last word. */
  void stop(Notification why, long nowNanos, Outbox out) {
    stopped = true;
    happen(new SessionEvent.Stop(why, why.words()), nowNanos, out);
    retryAt = Outbox.NEVER;
  }

  /** Ends, with a last word, and begins again later. */
  void reset(Notification why, String reason, long nowNanos, Outbox out) {
    happen(new SessionEvent.Stop(why, reason), nowNanos, out);
  }

  boolean isEstablished() {
    return state instanceof Established;
  }

  SessionState state() {
    return state;
  }

  boolean isStopped() {
    return stopped;
  }

  boolean isPassive() {
    return peering.passive();
  }

  /** Tells the peer of routes; only while established. */
  void tell(BgpMessage.Update update, long nowNanos, Outbox out) {
    send(update, nowNanos, out);
  }

  void onBytes(RoutingBytes piece, long nowNanos, Outbox out) {
    switch (piece.kind()) {
      case OPEN -> onCall(piece.connection(), nowNanos, out);
      case ACCEPT -> {
        if (isCurrent(piece) && state instanceof Connect) {
          happen(new SessionEvent.Connected(), nowNanos, out);
        }
      }
      case DATA -> onData(piece, nowNanos, out);
      case CLOSE -> {
        if (isCurrent(piece)) {
          channel = null;
          happen(new SessionEvent.Disconnected("connection closed"), nowNanos, out);
        }
      }
    }
  }

  private boolean isCurrent(RoutingBytes piece) {
    return channel != null && channel.id() == piece.connection();
  }

  /** A peer that calls again has started again: it knows nothing of the session before. */
  private void onCall(long id, long nowNanos, Outbox out) {
    if (channel != null && channel.id() == id) {
      channel.accept(out);
      return;
    }
    if (stopped || !peering.passive()) {
      new Channel(peering.peer(), id).close(out);
      return;
    }
    happen(new SessionEvent.Disconnected("peer started again"), nowNanos, out);
    channel = new Channel(peering.peer(), id);
    channel.accept(out);
    happen(new SessionEvent.Connected(), nowNanos, out);
  }

  private void onData(RoutingBytes piece, long nowNanos, Outbox out) {
    Channel current = channel;
    if (current == null || current.id() != piece.connection()) {
      new Channel(peering.peer(), piece.connection()).close(out);
      return;
    }
    if (state instanceof Connect) {
      happen(new SessionEvent.Connected(), nowNanos, out);
    }
    byte[] bytes = current.receive(piece, nowNanos, out);
    if (bytes == null) {
      return;
    }
    for (BgpInput input : BgpDecoder.decode(bytes, fourOctetAs)) {
      if (channel != current) {
        return;
      }
      SessionEvent event =
          input instanceof BgpMessage message
              ? new SessionEvent.Received(message)
              : new SessionEvent.Malformed(((BgpFault) input).answer());
      happen(event, nowNanos, out);
    }
  }

  void onTime(long nowNanos, Outbox out) {
    if (channel != null) {
      channel.onTime(nowNanos, out);
    }
    if (holdAt <= nowNanos) {
      holdAt = Outbox.NEVER;
      happen(new SessionEvent.HoldTimeOver(), nowNanos, out);
    }
    if (keepaliveAt <= nowNanos) {
      keepaliveAt = Outbox.NEVER;
      happen(new SessionEvent.KeepaliveDue(), nowNanos, out);
    }
    if (retryAt <= nowNanos) {
      retryAt = Outbox.NEVER;
      happen(new SessionEvent.ConnectRetry(), nowNanos, out);
    }
  }

  long nextDeadline() {
    long next = Math.min(retryAt, Math.min(holdAt, keepaliveAt));
    return channel == null ? next : Math.min(next, channel.nextDeadline());
  }

  private void happen(SessionEvent event, long nowNanos, Outbox out) {
    boolean before = isEstablished();
    state = state.on(event, this, nowNanos, out);
    if (!before && isEstablished()) {
      listener.established(nowNanos, out);
    }
  }

  // What states do.

  void connect(long nowNanos, Outbox out) {
    channel = new Channel(peering.peer(), random.nextLong() ^ nowNanos);
    channel.open(out);
    retryAt = retryTime(nowNanos);
  }

  void sendOpen(long nowNanos, Outbox out) {
    retryAt = Outbox.NEVER;
    holdAt = nowNanos + OPENING_NANOS;
    fourOctetAs = false;
    send(
        new BgpMessage.Open(
            peering.localAs(), peering.holdSeconds(), peering.routerId(), true, true),
        nowNanos,
        out);
  }

  /** Takes the other's OPEN, or says why not. */
  Optional<Notification> agree(BgpMessage.Open open, long nowNanos) {
    if (open.as() != peering.peerAs()) {
      return Optional.of(Notification.of(Notification.OPEN, 2));
    }
    if (open.routerId().equals(peering.routerId())) {
      return Optional.of(Notification.of(Notification.OPEN, 3));
    }
    if (!open.ipv4Unicast()) {
      return Optional.of(Notification.of(Notification.OPEN, 7));
    }
    fourOctetAs = open.fourOctetAs();
    holdNanos = Math.min(open.holdSeconds(), peering.holdSeconds()) * SECOND;
    keepaliveNanos = Math.min(peering.settings().keepalive().toNanos(), holdNanos / 3);
    heard(nowNanos);
    return Optional.empty();
  }

  /** The other lives. A peer that wants no hold time is believed for ever. */
  void heard(long nowNanos) {
    holdAt = holdNanos == 0 ? Outbox.NEVER : nowNanos + holdNanos;
  }

  void sendKeepalive(long nowNanos, Outbox out) {
    send(new BgpMessage.Keepalive(), nowNanos, out);
    keepaliveAt = holdNanos == 0 ? Outbox.NEVER : nowNanos + keepaliveNanos;
  }

  void notify(Notification notification, long nowNanos, Outbox out) {
    send(notification, nowNanos, out);
  }

  /** Hands routes on; false where that has ended the session. */
  boolean learn(BgpMessage.Update update, long nowNanos, Outbox out) {
    Optional<Notification> refusal = listener.learnt(update, nowNanos, out);
    if (refusal.isPresent()) {
      notify(refusal.get(), nowNanos, out);
      state = fall(refusal.get().words(), nowNanos, out);
    }
    return refusal.isEmpty();
  }

  /** Ends the connection; the state that follows. */
  SessionState fall(String reason, long nowNanos, Outbox out) {
    boolean was = isEstablished();
    if (channel != null) {
      channel.close(out);
      channel = null;
    }
    holdAt = Outbox.NEVER;
    keepaliveAt = Outbox.NEVER;
    retryAt = Outbox.NEVER;
    state = new Idle();
    if (was) {
      listener.ended(reason, nowNanos, out);
    }
    if (stopped) {
      return state;
    }
    if (peering.passive()) {
      return new Active();
    }
    retryAt = retryTime(nowNanos);
    return state;
  }

  private long retryTime(long nowNanos) {
    double share = 1 - JITTER * random.nextDouble();
    return nowNanos + (long) (peering.settings().connectRetry().toNanos() * share);
  }

  /** Bytes that the connection does not take any more are lost; the hold time then ends it. */
  private void send(BgpMessage message, long nowNanos, Outbox out) {
    if (channel != null) {
      channel.send(BgpEncoder.encode(message, fourOctetAs), nowNanos, out);
    }
  }
}
