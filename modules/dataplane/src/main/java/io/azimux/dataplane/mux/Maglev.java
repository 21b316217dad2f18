package io.azimux.dataplane.mux;

import io.azimux.packet.FlowKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Maglev's consistent-hashing table (Eisenbud and others, NSDI 2016, section 3.4): backends take
 * turns in claiming the next free slot of their own permutation of all slots. Shares differ by at
 * most one slot, and one backend more or less moves few slots beyond those it must.
 */
final class Maglev implements BackendMap {
  /** Slots of a table by default, as in the paper: 1 % imbalance at 655 backends. */
  static final int DEFAULT_SLOTS = 65_537;

  private static final int FREE = -1;

  private final int[] table;

  private Maglev(int[] table) {
    this.table = table;
  }

  /**
   * Builds a table. A backend's permutation follows from its name alone (xxHash64 with seeds 0 and
   * 1, as Envoy has it); where permutations collide, the order of the names decides.
   *
   * @param names of the backends, in an order on which all MUXes agree
   * @param slots a prime above the number of names
   */
  static Maglev of(List<String> names, int slots) {
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
    int[] table = new int[slots];
    Arrays.fill(table, FREE);
    int[] candidates = offsets.clone();
    int backend = 0;
    for (int filled = 0; filled < slots; filled++) {
      int slot = candidates[backend];
      while (table[slot] != FREE) {
        slot = step(slot, skips[backend], slots);
      }
      table[slot] = backend;
      candidates[backend] = step(slot, skips[backend], slots);
      backend = backend + 1 == offsets.length ? 0 : backend + 1;
    }
    return new Maglev(table);
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

  private static int step(int slot, int skip, int slots) {
    int next = slot + skip;
    return next >= slots ? next - slots : next;
  }

  private static void requirePrime(int slots) {
    if (!isPrime(slots)) {
      throw new IllegalArgumentException("Maglev table size " + slots + " is not a prime");
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
