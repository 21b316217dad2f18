package io.azimux.cluster.host;

import io.azimux.cluster.wire.Told;
import io.azimux.node.Outbox;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What one element has sent and a fault on a link holds back. Used by the element's thread. */
final class DelayLine {
  /**
   * Most packets and messages held back. At 1,500 bytes each they take 12 MB; an element that sends
   * 40,000 packets a second over slow links fills it with a delay of 200 ms.
   */
  static final int CAPACITY = 8192;

  /**
   * Something that is late.
   *
   * @param port where a frame leaves
   * @param frame null for a message
   */
  record Late(
      long dueNanos, long number, int port, byte @Nullable [] frame, int mark, @Nullable Told told)
      implements Comparable<Late> {
    /** What is due at one time goes in the order in which it was sent. */
    @Override
    public int compareTo(Late other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Late> waiting = new PriorityQueue<>();
  private long number;

  /** Takes a frame; false where there is no room. */
  boolean add(long dueNanos, int port, byte[] frame, int mark) {
    return add(new Late(dueNanos, number++, port, frame, mark, null));
  }

  /** Takes a message; false where there is no room. */
  boolean add(long dueNanos, Told told) {
    return add(new Late(dueNanos, number++, 0, null, 0, told));
  }

  private boolean add(Late late) {
    return waiting.size() < CAPACITY && waiting.add(late);
  }

  /** When the first is due, {@link Outbox#NEVER} where nothing waits. */
  long earliest() {
    Late first = waiting.peek();
    return first == null ? Outbox.NEVER : first.dueNanos();
  }

  /** The first that is due by now. */
  @Nullable Late poll(long nowNanos) {
    return earliest() <= nowNanos ? waiting.poll() : null;
  }

  int size() {
    return waiting.size();
  }
}
