package io.azimux.dataplane.vfp;

import io.azimux.node.message.FrontendRule;
import io.azimux.packet.Tcp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a host remembers of a flow beside its two table entries: both keys, the rule it came in by,
 * and how far TCP has closed it. Touched by the first and last packets of a flow only.
 */
final class FlowRecords {
  /** What {@link #add} returns where every record is taken. */
  static final int FULL = -1;

  private static final int INITIAL = 256;
  private static final int KEY_WORDS = 4;

  private static final byte USED = 1;
  private static final byte FIN_OF_OPENER = 2;
  private static final byte FIN_OF_REPLIER = 4;
  private static final byte RESET = 8;

  private final int capacity;
  private long[] keys = new long[INITIAL * KEY_WORDS];
  private int[] numbers = new int[INITIAL * 2];
  private byte[] states = new byte[INITIAL];
  private @Nullable FrontendRule[] rules = new @Nullable FrontendRule[INITIAL];
  private int[] free = new int[INITIAL];
  private int freeCount;
  private int high;
  private int cursor;

  FlowRecords(int capacity) {
    this.capacity = capacity;
  }

  /** Takes a record, or {@link #FULL}. */
  int add() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    if (high == capacity) {
      return FULL;
    }
    if (high == states.length) {
      grow(Math.min(capacity, 2 * high));
    }
    return high++;
  }

  private void grow(int length) {
    keys = Arrays.copyOf(keys, length * KEY_WORDS);
    numbers = Arrays.copyOf(numbers, length * 2);
    states = Arrays.copyOf(states, length);
    rules = Arrays.copyOf(rules, length);
    free = Arrays.copyOf(free, length);
  }

  void set(
      int flow,
      long openingHigh,
      long openingLow,
      long replyHigh,
      long replyLow,
      @Nullable FrontendRule rule) {
    int at = flow * KEY_WORDS;
    keys[at] = openingHigh;
    keys[at + 1] = openingLow;
    keys[at + 2] = replyHigh;
    keys[at + 3] = replyLow;
    rules[flow] = rule;
    states[flow] = USED;
    setTranspositions(flow, Transpositions.NONE, Transpositions.NONE);
  }

  void free(int flow) {
    states[flow] = 0;
    rules[flow] = null;
    free[freeCount++] = flow;
  }

  boolean isUsed(int flow) {
    return (states[flow] & USED) != 0;
  }

  long high(int flow, boolean opening) {
    return keys[flow * KEY_WORDS + (opening ? 0 : 2)];
  }

  long low(int flow, boolean opening) {
    return keys[flow * KEY_WORDS + (opening ? 1 : 3)];
  }

  /** True for a key of the direction that opened the flow. */
  boolean isOpening(int flow, long keyHigh, long keyLow) {
    return keys[flow * KEY_WORDS] == keyHigh && keys[flow * KEY_WORDS + 1] == keyLow;
  }

  /** The rule by which the flow came in; null for one that no rule concerns. */
  @Nullable FrontendRule rule(int flow) {
    return rules[flow];
  }

  int transposition(int flow, boolean opening) {
    return numbers[flow * 2 + (opening ? 0 : 1)];
  }

  void setTranspositions(int flow, int opening, int reply) {
    numbers[flow * 2] = opening;
    numbers[flow * 2 + 1] = reply;
  }

  /** Takes note of FIN and RST. */
  void track(int flow, boolean opening, int tcpFlags) {
    if ((tcpFlags & Tcp.RST) != 0) {
      states[flow] |= RESET;
    }
    if ((tcpFlags & Tcp.FIN) != 0) {
      states[flow] |= opening ? FIN_OF_OPENER : FIN_OF_REPLIER;
    }
  }

  /** True once both ends sent a FIN, or one an RST. */
  boolean isClosed(int flow) {
    int both = FIN_OF_OPENER | FIN_OF_REPLIER;
    return (states[flow] & RESET) != 0 || (states[flow] & both) == both;
  }

  /** Flows remembered. */
  int size() {
    return high - freeCount;
  }

  /** Records that were ever taken at once: where a sweep may stop. */
  int high() {
    return high;
  }

  /** The next record in turn, used or not. Only where {@link #high} is above 0. */
  int nextToSweep() {
    cursor = cursor + 1 < high ? cursor + 1 : 0;
    return cursor;
  }
}
