package io.azimux.topology;

import java.time.Duration;
import java.util.Locale;

/**
 * How a router chooses among equal next hops.
 *
 * @param buckets size of the table; {@link Kind#RESILIENT} only
 * @param idleTimer time without a packet after which a bucket may move to another next hop; {@link
 *     Kind#RESILIENT} only
 * @param unbalancedTimer time of imbalance after which buckets in use are moved too, zero for
 *     never; {@link Kind#RESILIENT} only
 */
public record Ecmp(Kind kind, int buckets, Duration idleTimer, Duration unbalancedTimer) {
  /** What holds where a file says nothing; timers are those of Linux' resilient groups. */
  public static final Ecmp DEFAULTS =
      new Ecmp(Kind.HASH_THRESHOLD, 1024, Duration.ofSeconds(120), Duration.ZERO);

  /** The rule by which a hash becomes a next hop. */
  public enum Kind {
    /** Hash modulo the number of next hops. */
    MOD_N,
    /** Hash range divided into equal regions (RFC 2992). */
    HASH_THRESHOLD,
    /** A table of buckets that keep their next hop as long as it lives, or they are in use. */
    RESILIENT;

    /** Name in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The same timers and size with another kind. */
  public Ecmp with(Kind other) {
    return new Ecmp(other, buckets, idleTimer, unbalancedTimer);
  }
}
