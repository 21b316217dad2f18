package io.azimux.packet;

import java.util.SplittableRandom;

/** Seeded draws for property tests: prints the seed first, so that a failure can be replayed. */
final class Draw {
  private static final long DEFAULT_SEED = 20230520;

  private final SplittableRandom random;
  private final long seed;

  private Draw(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** A source for a test, seeded by the property {@code azimux.seed} or a constant. */
  static Draw forTest(String test) {
    long seed = Long.getLong("azimux.seed", DEFAULT_SEED);
    org.junit.platform.commons.logging.LoggerFactory.getLogger(Draw.class)
        .config(() -> test + " seed " + seed);
    return new Draw(seed);
  }

  /** How often a property is tried. */
  static int fuzzCount() {
    return Integer.getInteger("azimux.fuzz", 1_000_000);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  int bits() {
    return random.nextInt();
  }

  long longBits() {
    return random.nextLong();
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return "seed " + seed + " (replay with -Dazimux.seed=" + seed + ")";
  }
}
