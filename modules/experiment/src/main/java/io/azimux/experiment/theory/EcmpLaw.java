package io.azimux.experiment.theory;

import io.azimux.topology.Ecmp;

/**
 * Share of all flows that another next hop gets after one of N equal ones is gone, those of the one
 * that is gone included. Exact for hashes that are evenly spread.
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
    if (n < 2 || gone < 0 || gone >= n) {
      throw new IllegalArgumentException("place " + gone + " of " + n + " next hops");
    }
    return switch (kind) {
      case MOD_N -> modN(n, gone);
      case HASH_THRESHOLD -> threshold(n, gone);
      case RESILIENT -> 1.0 / n;
    };
  }

  /** (N-1)/N: of N(N-1) residues only those keep their next hop where both remainders agree. */
  private static double modN(int n, int gone) {
    long same = 0;
    long all = (long) n * (n - 1);
    for (long residue = 0; residue < all; residue++) {
      long before = residue % n;
      long after = residue % (n - 1);
      same += before == (after < gone ? after : after + 1) ? 1 : 0;
    }
    return 1 - (double) same / all;
  }

  /** RFC 2992, section 3: what stays is where the old and the new region of a next hop overlap. */
  private static double threshold(int n, int gone) {
    double same = 0;
    for (int before = 0; before < n; before++) {
      if (before != gone) {
        int after = before < gone ? before : before - 1;
        double from = Math.max((double) before / n, (double) after / (n - 1));
        double to = Math.min((before + 1.0) / n, (after + 1.0) / (n - 1));
        same += Math.max(0, to - from);
      }
    }
    return 1 - same;
  }
}
