package io.azimux.node;

/**
 * Seeded randomness that can be forked, so that one more draw in one element does not shift the
 * draws of all others. SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
 */
public final class RandomSource {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;
  private long state;

  /** Starts a source from a seed; equal seeds give equal draws. */
  public RandomSource(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /**
   * The source that a host of nodes gives an element: the same in every host for the same seed, so
   * that elements draw alike in a simulator and in a cluster.
   *
   * @param incarnation 0 for the first life of the element, one more after each restart
   */
  public static RandomSource ofElement(long seed, String name, long incarnation) {
    return new RandomSource(seed).fork("element " + name + " " + incarnation);
  }

  /**
   * A source of its own, whose draws depend on this one's seed and the name only, not on what was
   * drawn so far.
   */
  public RandomSource fork(String name) {
    long mixed = seed;
    for (int i = 0; i < name.length(); i++) {
      mixed = mix(mixed + GOLDEN + name.charAt(i));
    }
    return new RandomSource(mixed);
  }

  /** 64 random bits. */
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** A number in 0..{@code bound}-1; the bound is above 0. */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    return (int) ((nextLong() >>> 32) * bound >>> 32);
  }

  /** A number in [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** True with the probability given. */
  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
