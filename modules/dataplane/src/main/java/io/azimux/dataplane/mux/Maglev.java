package io.azimux.dataplane.mux;

import io.azimux.packet.FlowKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Maglev's consistent-hashing table (Eisenbud and others, NSDI 2016, section 3.4): backends take
 * turns in claiming the next free slot of their own permutation of all slots. Shares differ by at
 * most one slot, and one backend more or less moves few slots beyond those it must.
 */
public final class Maglev implements BackendMap {
  /** Slots of a table by default, as in the paper: 1 % imbalance at 655 backends. */
  public static final int DEFAULT_SLOTS = 65_537;

  /** Above this, products of two slots no longer leave room for an exact division. */
  static final int MOST_SLOTS = 1 << 20;

  private final int[] table;

  private Maglev(int[] table) {
    this.table = table;
  }

  /**
   * Builds a table. A backend's permutation follows from its name alone (xxHash64 with seeds 0 and
   * 1, as Envoy has it); where permutations collide, the order of the names decides.
   *
   * @param names of the backends, in an order on which all MUXes agree
   * @param slots a prime above the number of names, below 2^20
   * @throws IllegalArgumentException where {@code slots} is no such prime
   */
  public static Maglev of(List<String> names, int slots) {
    requirePrime(slots);
    int[] offsets = new int[names.size()];
    int[] skips = new int[names.size()];
    for (int i = 0; i < offsets.length; i++) {
      byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
      offsets[i] = (int) Long.remainderUnsigned(XxHash64.hash(name, 0), slots);
      skips[i] = (int) Long.remainderUnsigned(XxHash64.hash(name, 1), slots - 1L) + 1;
    }
    return of(offsets, skips, slots);
  }

  /** Builds a table from offsets in 0..slots-1 and skips in 1..slots-1. */
  static Maglev of(int[] offsets, int[] skips, int slots) {
    requirePrime(slots);
    if (offsets.length == 0) {
      return new Maglev(new int[0]);
    }
    return new Maglev(new MaglevTurns(offsets, skips, slots).table());
  }

  @Override
  public int slots() {
    return table.length;
  }

  @Override
  public int slot(long hash) {
    return FlowKey.reduce(hash, table.length);
  }

  @Override
  public int backend(int slot) {
    return table[slot];
  }

  private static void requirePrime(int slots) {
    if (slots >= MOST_SLOTS || !isPrime(slots)) {
      throw new IllegalArgumentException(
          "Maglev table size " + slots + " is not a prime below " + MOST_SLOTS);
    }
  }

  private static boolean isPrime(int number) {
    for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return number > 1;
  }
}
