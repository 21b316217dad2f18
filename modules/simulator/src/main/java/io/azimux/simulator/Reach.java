package io.azimux.simulator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which elements are cut off from which, and how late replicated state reaches a MUX. A cut has a
 * direction, and stops packets, messages and replicated state alike.
 */
public final class Reach {
  /**
   * How replicated state travels to and from one MUX.
   *
   * @param delayNanos added to the way of every batch
   * @param loss share of batches lost, 0..1
   */
  public record Slowness(long delayNanos, double loss) {
    /** Nothing is added, nothing is lost. */
    public static final Slowness NONE = new Slowness(0, 0);
  }

  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final boolean[] cut;
  private final long[] passed;
  private final long[] swallowed;
  private final Slowness[] slowness;
  private final long[] flowLetters;

  /** Everybody reaches everybody. */
  Reach(List<String> names) {
    for (String name : names) {
      numbers.put(name, numbers.size());
    }
    cut = new boolean[names.size() * names.size()];
    passed = new long[cut.length];
    swallowed = new long[cut.length];
    slowness = new Slowness[names.size()];
    flowLetters = new long[names.size()];
    Arrays.fill(slowness, Slowness.NONE);
  }

  /** False where nothing that one element sends arrives at another. */
  public boolean passes(String from, String to) {
    return passes(number(from), number(to));
  }

  private boolean passes(int from, int to) {
    return !cut[from * slowness.length + to];
  }

  /** Something sets out from one to the other: true where it passes. Counts it either way. */
  boolean pass(int from, int to) {
    boolean passes = passes(from, to);
    (passes ? passed : swallowed)[from * slowness.length + to]++;
    return passes;
  }

  /** Packets and messages that have passed from one to the other. */
  public long passed(String from, String to) {
    return passed[number(from) * slowness.length + number(to)];
  }

  /** Packets and messages from one to the other that a cut has stopped. */
  public long swallowed(String from, String to) {
    return swallowed[number(from) * slowness.length + number(to)];
  }

  /** From now on nothing passes from one to the other. */
  public void cut(String from, String to) {
    cut[number(from) * slowness.length + number(to)] = true;
  }

  /** Everything passes again from one to the other. */
  public void mend(String from, String to) {
    cut[number(from) * slowness.length + number(to)] = false;
  }

  /** How replicated state travels to this MUX. */
  public Slowness slowness(String mux) {
    return slowness[number(mux)];
  }

  /** Replicated state sets out for a MUX. */
  Slowness flowsTo(String mux) {
    flowLetters[number(mux)]++;
    return slowness(mux);
  }

  /** Batches of replicated state that have set out for this MUX. */
  public long flowLetters(String mux) {
    return flowLetters[number(mux)];
  }

  /** From now on replicated state travels so to this MUX. */
  public void slow(String mux, Slowness how) {
    slowness[number(mux)] = how;
  }

  private int number(String name) {
    Integer number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no element '" + name + "'");
    }
    return number;
  }
}
