package io.azimux.benchmarks.replication;

import io.azimux.cluster.store.ProcessStore;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.message.FlowBatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;

/** Makes new flows at a steady rate, in a batch every 20 ms, as a MUX does. */
final class FlowMaker implements Runnable {
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A process that stood still does not make up for what it could not see. */
  private static final long MOST_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final String mux;
  private final int writer;
  private final Live live;
  private final ProcessStore store;
  private final ActorRef<ToElement> actor;
  private volatile int rate;
  private final LongAdder sent = new LongAdder();
  private final LongAdder offered = new LongAdder();
  private long made;
  private long number;

  FlowMaker(
      String mux,
      int writer,
      Live live,
      ProcessStore store,
      ActorRef<ToElement> actor,
      long first) {
    this.mux = mux;
    this.writer = writer;
    this.live = live;
    this.store = store;
    this.actor = actor;
    made = first;
  }

  /** New flows a second from now on. */
  void setRate(int flowsASecond) {
    rate = flowsASecond;
  }

  long sent() {
    return sent.sum();
  }

  /** Flows that the clock asked for, also those that a process that stood still never made. */
  long offered() {
    return offered.sum();
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    double due = 0;
    while (!Thread.currentThread().isInterrupted()) {
      next += BATCH_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
      double batch = rate * (BATCH_NANOS / 1e9);
      long behind = System.nanoTime() - next;
      if (behind > MOST_BEHIND_NANOS) {
        long missed = behind / BATCH_NANOS;
        next += missed * BATCH_NANOS;
        offered.add((long) (missed * batch));
      }
      due += batch;
      int count = (int) due;
      due -= count;
      if (count > 0) {
        offered.add(count);
        make(count);
      }
    }
  }

  private void make(int count) {
    long[] rows = live.rows(writer, made, count);
    made += count;
    FlowBatch batch = new FlowBatch(mux, ++number, rows, false, 0);
    store.tell(mux, batch);
    actor.tell(new Told(mux, mux, batch));
    sent.add(count);
  }
}
