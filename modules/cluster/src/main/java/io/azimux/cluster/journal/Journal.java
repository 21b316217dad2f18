package io.azimux.cluster.journal;

import io.azimux.node.Fact;
import io.azimux.node.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of a process, in a ring. When it is full the oldest entry makes room, and a
 * reader who comes too late is told how many it missed. Safe for use by several threads.
 */
public final class Journal {
  /**
   * Entries a process keeps. A client that opens 1,000 connections a second records about 2,000
   * facts a second, so a reader has more than ten seconds; at some 200 bytes each it is 6 MB.
   */
  public static final int CAPACITY = 1 << 15;

  private final @Nullable Entry[] ring;
  private final long epochOffset;
  private long next = 1;

  /**
   * Makes an empty journal.
   *
   * @param capacity most entries kept, 1 or more
   * @param epochOffset what to add to a node's time to get nanoseconds since 1970
   */
  public Journal(int capacity, long epochOffset) {
    ring = new @Nullable Entry[capacity];
    this.epochOffset = epochOffset;
  }

  /** What to add to a node's time to get nanoseconds since 1970. */
  public long epochOffset() {
    return epochOffset;
  }

  /** Records a step of a marked packet. */
  public void step(String element, long nowNanos, int mark, Step step) {
    append(element, nowNanos, mark, step, null);
  }

  /** Records a fact. */
  public void fact(String element, long nowNanos, Fact fact) {
    append(element, nowNanos, 0, null, fact);
  }

  private synchronized void append(
      String element, long nowNanos, int mark, @Nullable Step step, @Nullable Fact fact) {
    ring[slot(next)] = new Entry(next, nowNanos + epochOffset, element, mark, step, fact);
    next++;
  }

  /**
   * Reads entries.
   *
   * @param since the first sequence number wanted
   * @param limit most entries returned
   */
  public synchronized Page read(long since, int limit) {
    long first = Math.max(1, next - ring.length);
    long from = Math.max(first, Math.min(since, next));
    List<Entry> entries = new ArrayList<>();
    for (long sequence = from; sequence < next && entries.size() < limit; sequence++) {
      entries.add(Objects.requireNonNull(ring[slot(sequence)]));
    }
    return new Page(from + entries.size(), Math.max(0, first - Math.max(1, since)), entries);
  }

  private int slot(long sequence) {
    return (int) (sequence % ring.length);
  }

  /**
   * A part of a journal.
   *
   * @param next what to ask for next time
   * @param lost entries that were wanted and had already made room for newer ones
   */
  public record Page(long next, long lost, List<Entry> entries) {
    /** Copies the list. */
    public Page {
      entries = List.copyOf(entries);
    }
  }
}
