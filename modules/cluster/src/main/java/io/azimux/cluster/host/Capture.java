package io.azimux.cluster.host;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the frames that cross the ports of one element, on their way to one reader. The reader
 * is slower than the element at times: then frames are left out and counted, the element never
 * waits.
 */
public final class Capture {
  /** Frames that wait for the reader; at 1,500 bytes each they take 6 MB. */
  public static final int CAPACITY = 4096;

  /** Captures every port. */
  public static final int ALL_PORTS = -1;

  /** A frame as it was when it crossed a port. */
  public record Frame(int port, long nanos, byte[] bytes) {}

  private final ArrayBlockingQueue<Frame> frames;
  private final LongAdder dropped = new LongAdder();
  private final int only;

  /** Captures one port, or {@link #ALL_PORTS}. */
  public Capture(int port) {
    this(port, CAPACITY);
  }

  Capture(int port, int capacity) {
    only = port;
    frames = new ArrayBlockingQueue<>(capacity);
  }

  /** Takes a frame, if there is room. */
  void offer(int port, long nowNanos, byte[] bytes, int from, int length) {
    if (only != ALL_PORTS && only != port) {
      return;
    }
    byte[] copy = Arrays.copyOfRange(bytes, from, from + length);
    if (!frames.offer(new Frame(port, nowNanos, copy))) {
      dropped.increment();
    }
  }

  /** The next frame; null if none came in this time. */
  public @Nullable Frame poll(long timeout, TimeUnit unit) throws InterruptedException {
    return frames.poll(timeout, unit);
  }

  /** Frames left out because the reader was too slow. */
  public long dropped() {
    return dropped.sum();
  }
}
