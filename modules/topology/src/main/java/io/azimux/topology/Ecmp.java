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

  /**
   * The share of all flows that get another next hop when one of several leaves, which is also the
   * share when it comes back, for evenly spread hashes. A {@link Kind#RESILIENT} group moves as
   * many when one comes, but only buckets that are idle.
   *
   * <p>Modulo: two independent remainders agree for one flow in n. Regions (RFC 2992): the overlap
   * of region i of n with the one that the same next hop has among n - 1. Buckets: those of the one
   * that left.
   *
   * @param n next hops while it is there, 2 or more
   * @param position its place among them, 0..n-1
   * @return 0..1
   */
  public static double movedShare(Kind kind, int n, int position) {
    if (n < 2 || position < 0 || position >= n) {
      throw new IllegalArgumentException("position " + position + " of " + n + " next hops");
    }
    return switch (kind) {
      case MOD_N -> (n - 1.0) / n;
      case RESILIENT -> 1.0 / n;
      case HASH_THRESHOLD -> {
        double stays = 0;
        for (int i = 0; i < n; i++) {
          stays += i < position ? n - 1 - i : i > position ? i : 0;
        }
        yield 1 - stays / (n * (n - 1.0));
      }
    };
  }

  /** The same timers and size with another kind. */
  public Ecmp with(Kind other) {
    return new Ecmp(other, buckets, idleTimer, unbalancedTimer);
  }
}
