package io.azimux.dataplane.mux;

/**
 * The turns in which backends claim the slots of a Maglev table. A backend's permutation visits
 * {@code (offset + turn * skip) mod slots}.
 *
 * <p>While many slots are free, a backend walks its permutation to the next free one. The last few
 * would take most of all steps that way (slots/free on average), so there the question is turned
 * round: each free slot says when the permutation comes to it, and the earliest is taken.
 */
final class MaglevTurns {
  private final int slots;
  private final int[] skips;

  /** Where each backend's permutation goes on. */
  private final int[] candidates;

  private final int[] table;

  /** A bit for each slot that is claimed: unlike the table, it fits into the fastest cache. */
  private final long[] claimed;

  private int backend;

  /**
   * The start: nothing is claimed.
   *
   * @param offsets in 0..slots-1, one of each backend, at least one
   * @param skips in 1..slots-1
   * @param slots a prime below 2^20
   */
  MaglevTurns(int[] offsets, int[] skips, int slots) {
    this.slots = slots;
    this.skips = skips;
    this.candidates = offsets.clone();
    this.table = new int[slots];
    this.claimed = new long[(slots + 63) >> 6];
  }

  /** All slots claimed: the backend's number in each. */
  int[] table() {
    int last = (int) Math.sqrt(slots);
    for (int filled = 0; filled < slots - last; filled++) {
      claim(walk());
    }
    int[] free = free(last);
    for (int left = last; left > 0; left--) {
      int earliest = earliest(free, left);
      int slot = free[earliest];
      free[earliest] = free[left - 1];
      claim(slot);
    }
    return table;
  }

  private int walk() {
    int slot = candidates[backend];
    int skip = skips[backend];
    while ((claimed[slot >> 6] >>> slot & 1) != 0) {
      slot = step(slot, skip);
    }
    return slot;
  }

  private void claim(int slot) {
    table[slot] = backend;
    claimed[slot >> 6] |= 1L << slot;
    candidates[backend] = step(slot, skips[backend]);
    backend = backend + 1 == skips.length ? 0 : backend + 1;
  }

  /** Without a branch, which half of all steps would mispredict. */
  private int step(int slot, int skip) {
    int next = slot + skip - slots;
    return next + (next >> 31 & slots);
  }

  private int[] free(int count) {
    int[] free = new int[count];
    int found = 0;
    for (int slot = 0; slot < slots; slot++) {
      if ((claimed[slot >> 6] >>> slot & 1) == 0) {
        free[found++] = slot;
      }
    }
    return free;
  }

  /** Which of the free slots the backend's permutation comes to first. */
  private int earliest(int[] free, int count) {
    long inverse = inverse(skips[backend], slots);
    int from = candidates[backend];
    int shift = Long.numberOfLeadingZeros(slots) - 1;
    long reciprocal = (1L << shift) / slots;
    int first = Integer.MAX_VALUE;
    int at = 0;
    for (int i = 0; i < count; i++) {
      int distance = free[i] - from;
      distance += distance >> 31 & slots;
      long product = distance * inverse;
      // Division by the reciprocal: the quotient is right or one too small.
      int turn = (int) (product - (product * reciprocal >>> shift) * slots);
      turn -= turn >= slots ? slots : 0;
      if (turn < first) {
        first = turn;
        at = i;
      }
    }
    return at;
  }

  /** The number whose product with {@code value} is 1 modulo a prime, by Euclid's algorithm. */
  private static long inverse(int value, int prime) {
    long a = value;
    long b = prime;
    long x = 1;
    long y = 0;
    while (a != 0) {
      long quotient = b / a;
      long rest = b - quotient * a;
      b = a;
      a = rest;
      long coefficient = y - quotient * x;
      y = x;
      x = coefficient;
    }
    return y < 0 ? y + prime : y;
  }
}
