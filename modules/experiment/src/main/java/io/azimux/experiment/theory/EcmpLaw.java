package io.azimux.experiment.theory;

import io.azimux.topology.Ecmp;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Share of all flows that another next hop gets after one or some of N equal ones are gone, those
 * of the lost ones included. Exact for hashes that are evenly spread.
 */
public final class EcmpLaw {
  private EcmpLaw() {}

  /**
   * The share, 0..1.
   *
   * @param n next hops before, 2 or more
   * @param gone place of the one that is gone, 0..n-1, in the order in which routers number them
   */
  public static double movedShare(Ecmp.Kind kind, int n, int gone) {
    return movedShare(kind, n, List.of(gone));
  }

  /**
   * The same where several are gone at once.
   *
   * @param gone their places, each once; fewer than n
   */
  public static double movedShare(Ecmp.Kind kind, int n, List<Integer> gone) {
    boolean wrong = gone.stream().anyMatch(place -> place < 0 || place >= n);
    if (n < 2 || wrong || gone.isEmpty() || Set.copyOf(gone).size() >= n) {
      String places = gone.size() == 1 ? "place " + gone.get(0) : "places " + gone;
      throw new IllegalArgumentException(places + " of " + n + " next hops");
    }
    int[] left = IntStream.range(0, n).filter(place -> !gone.contains(place)).toArray();
    return switch (kind) {
      case MOD_N -> modN(n, left);
      case HASH_THRESHOLD -> threshold(n, left);
      case RESILIENT -> (double) (n - left.length) / n;
    };
  }

  /** With one gone (N-1)/N: what stays are residues at which both remainders agree. */
  private static double modN(int n, int[] left) {
    long same = 0;
    long all = (long) n * left.length;
    for (long residue = 0; residue < all; residue++) {
      same += residue % n == left[(int) (residue % left.length)] ? 1 : 0;
    }
    return 1 - (double) same / all;
  }

  /** RFC 2992, section 3: what stays is where the old and the new region of a next hop overlap. */
  private static double threshold(int n, int[] left) {
    double same = 0;
    for (int after = 0; after < left.length; after++) {
      double from = Math.max((double) left[after] / n, (double) after / left.length);
      double to = Math.min((left[after] + 1.0) / n, (after + 1.0) / left.length);
      same += Math.max(0, to - from);
    }
    return 1 - same;
  }
}
