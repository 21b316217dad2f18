package io.azimux.experiment.theory;

/**
 * Where a quantity lies with 95 % confidence.
 *
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double low, double high) {
  /** Of a normal distribution, 95 % lie within so many standard deviations. */
  private static final double Z = 1.959964;

  /**
   * The share of which some trials are a sample (E. B. Wilson, 1927): holds for few trials and for
   * shares near 0 and 1, too.
   */
  public static Interval ofShare(long hits, long trials) {
    if (trials <= 0) {
      return new Interval(0, 1);
    }
    double p = (double) hits / trials;
    double z2 = Z * Z / trials;
    double centre = (p + z2 / 2) / (1 + z2);
    double half = Z * Math.sqrt(p * (1 - p) / trials + z2 / (4 * trials)) / (1 + z2);
    return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /** The mean of a Poisson distribution of which one count is known (Byar's approximation). */
  public static Interval ofCount(long count) {
    double upper = count + 1.0;
    double high = upper * Math.pow(1 - 1 / (9 * upper) + Z / (3 * Math.sqrt(upper)), 3);
    double low =
        count == 0 ? 0 : count * Math.pow(1 - 1 / (9.0 * count) - Z / (3 * Math.sqrt(count)), 3);
    return new Interval(Math.max(0, low), high);
  }

  /** Whether a value lies inside. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}
