package io.azimux.dataplane.bfd;

import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.topology.Bgp;

/**
 * One end of a session (RFC 5880, section 6). It runs while the routing session beside it stands,
 * sends its packets through a {@link Line}, and says whether packets come through.
 */
public final class BfdSession {
  /** Takes packets to the other end. */
  public interface Line {
    /** Sends a packet. */
    void send(BfdPacket packet, Outbox out);
  }

  /** No side may send more often than this until it is up (RFC 5880, section 6.8.3). */
  static final int SLOW_MICROS = 1_000_000;

  private static final int TIME_OVER = 1;
  private static final int OTHER_SAID_SO = 3;
  private static final int NANOS = 1000;

  /** Packets are sent up to a quarter earlier than due (RFC 5880, section 6.8.7). */
  private static final double JITTER = 0.25;

  private final int mine;
  private final int wantedMicros;
  private final int multiplier;
  private final RandomSource random;
  private final Line line;
  private BfdState state = BfdState.ADMIN_DOWN;
  private int diagnostic;
  private int yours;
  private boolean polling;
  private int peerRequiredMicros = 1;
  private long sendAt = Outbox.NEVER;
  private long detectAt = Outbox.NEVER;

  /**
   * Makes a session that does not run yet.
   *
   * @param mine number of the session, not 0, no other's of this element
   */
  public BfdSession(int mine, Bgp settings, RandomSource random, Line line) {
    this.mine = mine;
    wantedMicros = (int) Math.min(Integer.MAX_VALUE, settings.bfdInterval().toNanos() / NANOS);
    multiplier = settings.bfdMultiplier();
    this.random = random;
    this.line = line;
  }

  /** Number of the session. */
  public int discriminator() {
    return mine;
  }

  /** True while packets come through both ways. */
  public boolean isUp() {
    return state == BfdState.UP;
  }

  /** State of this end; {@link BfdState#ADMIN_DOWN} while it does not run. */
  public BfdState state() {
    return state;
  }

  /** Begins. */
  public void start(long nowNanos, Outbox out) {
    state = BfdState.DOWN;
    diagnostic = 0;
    yours = 0;
    polling = false;
    peerRequiredMicros = 1;
    detectAt = Outbox.NEVER;
    send(nowNanos, out);
  }

  /** Ceases; the other end is not told, for the routing session has ended. */
  public void stop() {
    state = BfdState.ADMIN_DOWN;
    sendAt = Outbox.NEVER;
    detectAt = Outbox.NEVER;
  }

  /** A packet of the other end has come (RFC 5880, section 6.8.6). */
  public void onPacket(BfdPacket packet, long nowNanos, Outbox out) {
    if (state == BfdState.ADMIN_DOWN || packet.yours() != 0 && packet.yours() != mine) {
      return;
    }
    yours = packet.mine();
    peerRequiredMicros = packet.requiredMicros();
    if (packet.isFinal()) {
      polling = false;
    }
    long interval =
        Math.max(
            Integer.toUnsignedLong(wantedMicros), Integer.toUnsignedLong(packet.desiredMicros()));
    BfdState before = state;
    follow(packet.state());
    boolean runs = state == BfdState.INIT || state == BfdState.UP;
    detectAt = runs ? nowNanos + packet.multiplier() * interval * NANOS : Outbox.NEVER;
    if (before != state) {
      polling = state == BfdState.UP;
      send(nowNanos, out);
    } else if (packet.poll()) {
      line.send(packet(true), out);
    }
  }

  private void follow(BfdState other) {
    if (other == BfdState.ADMIN_DOWN) {
      fall(OTHER_SAID_SO);
    } else if (state == BfdState.DOWN) {
      if (other == BfdState.DOWN) {
        state = BfdState.INIT;
      } else if (other == BfdState.INIT) {
        state = BfdState.UP;
      }
    } else if (state == BfdState.INIT) {
      if (other != BfdState.DOWN) {
        state = BfdState.UP;
      }
    } else if (other == BfdState.DOWN) {
      fall(OTHER_SAID_SO);
    }
    if (state == BfdState.UP) {
      diagnostic = 0;
    }
  }

  private void fall(int why) {
    if (state != BfdState.DOWN) {
      state = BfdState.DOWN;
      diagnostic = why;
    }
  }

  /** Sends what is due, and notices what has not come. */
  public void onTime(long nowNanos, Outbox out) {
    if (detectAt <= nowNanos) {
      detectAt = Outbox.NEVER;
      yours = 0;
      fall(TIME_OVER);
      send(nowNanos, out);
    } else if (sendAt <= nowNanos) {
      send(nowNanos, out);
    }
  }

  /** When {@link #onTime} has something to do next. */
  public long nextDeadline() {
    return Math.min(sendAt, detectAt);
  }

  private void send(long nowNanos, Outbox out) {
    line.send(packet(false), out);
    long interval =
        Math.max(
            Integer.toUnsignedLong(desiredMicros()), Integer.toUnsignedLong(peerRequiredMicros));
    double share = 1 - JITTER * random.nextDouble();
    sendAt = nowNanos + (long) (interval * NANOS * share);
  }

  private BfdPacket packet(boolean isFinal) {
    boolean poll = polling && !isFinal;
    return new BfdPacket(
        diagnostic, state, poll, isFinal, multiplier, mine, yours, desiredMicros(), wantedMicros);
  }

  private int desiredMicros() {
    return state == BfdState.UP ? wantedMicros : Math.max(wantedMicros, SLOW_MICROS);
  }
}
