package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Header transpositions by number: equal ones are kept once, and a number is free again when the
 * last flow that used it is gone. Number 0 stands for none.
 */
final class Transpositions {
  /** Stands for a direction whose way is not known yet. */
  static final int NONE = 0;

  /**
   * Most different ones: 20 bits, as the flow table's value has room for. A host knows at most a
   * few for each remote address and rule, so others bounds are met first.
   */
  static final int CAPACITY = 1 << 20;

  private static final int INITIAL = 64;

  private final Map<HeaderTransposition, Integer> numbers = new LinkedHashMap<>();
  private HeaderTransposition[] byNumber = new HeaderTransposition[INITIAL];
  private int[] users = new int[INITIAL];
  private int[] free = new int[INITIAL];
  private int freeCount;
  private int next = 1;

  Transpositions() {
    byNumber[NONE] = HeaderTransposition.dropping(Disposition.ADDRESS_UNRESOLVED, "no way known");
  }

  /** The transposition of this number. */
  HeaderTransposition get(int number) {
    return byNumber[number];
  }

  /** True where two more are sure to find room. */
  boolean hasRoom() {
    return numbers.size() + 2 < CAPACITY;
  }

  /** Its number, with one more user. The caller has asked {@link #hasRoom}. */
  int take(HeaderTransposition transposition) {
    Integer known = numbers.get(transposition);
    int number = known == null ? enter(transposition) : known;
    users[number]++;
    return number;
  }

  /** One user less. */
  void release(int number) {
    if (number == NONE || --users[number] > 0) {
      return;
    }
    numbers.remove(byNumber[number]);
    byNumber[number] = byNumber[NONE];
    free[freeCount++] = number;
  }

  /** Different ones in use. */
  int size() {
    return numbers.size();
  }

  private int enter(HeaderTransposition transposition) {
    int number = freeCount > 0 ? free[--freeCount] : next++;
    if (number == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, 2 * number);
      users = Arrays.copyOf(users, 2 * number);
      free = Arrays.copyOf(free, 2 * number);
    }
    byNumber[number] = transposition;
    numbers.put(transposition, number);
    return number;
  }
}
