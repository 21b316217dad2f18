package io.azimux.topology;

import java.time.Duration;

/**
 * How MUXes and routers keep their sessions, and notice that the other is gone.
 *
 * @param holdTime time without a message after which a session ends (RFC 4271, section 4.2); 0 is
 *     not allowed, for a dead MUX would stay a next hop for ever
 * @param keepalive time between two KEEPALIVEs, a third of the hold time or less
 * @param connectRetry time after which a failed session is tried again
 * @param bfdInterval time between two BFD packets each way (RFC 5880, asynchronous mode); zero
 *     turns BFD off
 * @param bfdMultiplier packets missed in a row after which the other is down
 */
public record Bgp(
    Duration holdTime,
    Duration keepalive,
    Duration connectRetry,
    Duration bfdInterval,
    int bfdMultiplier) {
  /** What holds where a file says nothing. */
  public static final Bgp DEFAULTS =
      new Bgp(
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          3);

  /** Least hold time that the protocol knows (RFC 4271, section 4.2). */
  private static final int LEAST_HOLD_SECONDS = 3;

  private static final int MOST_HOLD_SECONDS = 65_535;
  private static final long SECOND = 1_000_000_000L;

  /** The hold time as sessions propose it: the protocol has whole seconds, 3 at least. */
  public int holdSeconds() {
    long seconds = (holdTime.toNanos() + SECOND - 1) / SECOND;
    return (int) Math.max(LEAST_HOLD_SECONDS, Math.min(MOST_HOLD_SECONDS, seconds));
  }

  /** Whether BFD runs beside the sessions. */
  public boolean hasBfd() {
    return !bfdInterval.isZero();
  }

  /** Time after the last sign of life at which a router gives a MUX up, at the latest. */
  public Duration detection() {
    Duration hold = Duration.ofSeconds(holdSeconds());
    Duration bfd = bfdInterval.multipliedBy(bfdMultiplier);
    return hasBfd() && bfd.compareTo(hold) < 0 ? bfd : hold;
  }
}
