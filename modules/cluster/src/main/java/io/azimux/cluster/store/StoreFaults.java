package io.azimux.cluster.store;

import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.pekko.actor.setup.Setup;

/**
 * What hurts the replication of flows on purpose, as they come into a process: {@code
 * slow-replication}. Given to the actor system at its start, so that the replicator's mailbox finds
 * it. Safe for use by several threads.
 */
public final class StoreFaults extends Setup {
  /** Of a batch that is to be lost. */
  static final long LOST = -1;

  private record Fault(long delayNanos, double loss) {}

  private static final Fault NONE = new Fault(0, 0);

  private final SplittableRandom random;
  private volatile Fault fault = NONE;
  private int toLose;

  /** Nothing is hurt until {@link #set}. */
  public StoreFaults(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * From now on. No delay and no loss end it.
   *
   * @param delay added to the way of every batch of flows that comes into this process
   * @param loss share of them that is lost, 0..1; repair brings those, seconds later at most
   */
  public void set(Duration delay, double loss) {
    if (delay.isNegative() || !(loss >= 0 && loss <= 1)) {
      throw new IllegalArgumentException(
          "delay " + delay + " must not be negative, loss " + loss + " must be in 0..1");
    }
    fault = new Fault(delay.toNanos(), loss);
  }

  /** Loses the next batches that come in, and no others. */
  public synchronized void loseNext(int batches) {
    toLose = batches;
  }

  /** Time by which a batch that has just come in is held up, or {@link #LOST}. */
  long ofBatch() {
    Fault now = fault;
    if (loses(now.loss)) {
      return LOST;
    }
    return now.delayNanos;
  }

  /** Time by which repair is held up: it must not overtake the batches that are late. */
  long ofRepair() {
    return fault.delayNanos;
  }

  private synchronized boolean loses(double loss) {
    if (toLose > 0) {
      toLose--;
      return true;
    }
    return loss > 0 && random.nextDouble() < loss;
  }
}
