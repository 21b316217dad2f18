package io.azimux.cluster.host;

import io.azimux.node.Disposition;
import io.azimux.node.Durations;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the host counts for one element. Written by the element's actor, its mailbox and the
 * observer of drops; read by anybody.
 */
public final class ElementStats {
  private final AtomicLongArray finished = new AtomicLongArray(Disposition.values().length);
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final Map<String, LongAdder> sentTo = new ConcurrentHashMap<>();
  private final LongAdder lostMessages = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** From 1 us to 100 ms. */
  private final Durations bursts = new Durations(1_000, 16);

  /** Counts packets that ended. */
  void finish(Disposition disposition, int packets) {
    finished.addAndGet(disposition.ordinal(), packets);
  }

  /** Takes room for packets in the queue, if there is any below {@code capacity}. */
  boolean enqueue(int packets, int capacity) {
    int now = waiting.get();
    while (now + packets <= capacity) {
      if (waiting.compareAndSet(now, now + packets)) {
        return true;
      }
      now = waiting.get();
    }
    return false;
  }

  /** Counts packets that wait whether there is room or not. */
  void enqueue(int packets) {
    waiting.addAndGet(packets);
  }

  /** Gives room back. */
  void dequeue(int packets) {
    waiting.addAndGet(-packets);
  }

  void receive(int packets) {
    received.add(packets);
  }

  void send(int packets) {
    sent.add(packets);
  }

  /** The element failed, and starts anew. */
  void fail() {
    failures.increment();
  }

  /** A burst was handled in this time. */
  void handle(long nanos) {
    synchronized (bursts) {
      bursts.add(nanos);
    }
  }

  /** Reports what is counted for an element that runs here. */
  public void measure(Meter meter) {
    meter.reading(Measure.QUEUE_DEPTH, "", waiting());
    meter.reading(Measure.ELEMENT_PACKETS, "received", received());
    meter.reading(Measure.ELEMENT_PACKETS, "sent", sent());
    synchronized (bursts) {
      bursts.report(Measure.BURST_TIME, meter);
    }
  }

  void loseMessage() {
    lostMessages.increment();
  }

  /** Packets that ended here in this way. */
  public long finished(Disposition disposition) {
    return finished.get(disposition.ordinal());
  }

  /** Packets that wait in front of the element. */
  public int waiting() {
    return waiting.get();
  }

  /** Packets handed to the element, those that found no room excluded. */
  public long received() {
    return received.sum();
  }

  /** Packets the element sent, also those that then found no receiver. */
  public long sent() {
    return sent.sum();
  }

  /** Those of them that were for one neighbour; the counter itself, for whoever sends. */
  public LongAdder sentTo(String peer) {
    return sentTo.computeIfAbsent(peer, key -> new LongAdder());
  }

  /** Times that the element failed and started anew in this process. */
  public long failures() {
    return failures.sum();
  }

  /** Messages to or from other elements that got lost in this process. */
  public long lostMessages() {
    return lostMessages.sum();
  }
}
