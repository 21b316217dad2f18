package io.azimux.simulator;

/**
 * What a link does to what it carries, for one direction.
 *
 * <p>A packet arrives {@code delayNanos} after it was sent, plus an even draw of 0..{@code
 * jitterNanos}. Jitter alone never reorders: a packet waits for the one before it. A packet chosen
 * by {@code reorder} is held back by another draw of 1..{@code reorderNanos}, and others overtake
 * it.
 *
 * @param delayNanos 1..10 s; never 0, so that virtual time always advances
 * @param jitterNanos 0..10 s
 * @param loss probability that a packet is lost, 0..1; 1 is a cut link
 * @param duplication probability that a packet arrives twice, 0..1
 * @param reorder probability that a packet is held back, 0..1
 * @param reorderNanos 1..10 s; longest time for which it is held back
 * @param queuePackets most packets on the link at once, 1..1000000; more end LINK_QUEUE_FULL
 */
public record LinkFaults(
    long delayNanos,
    long jitterNanos,
    double loss,
    double duplication,
    double reorder,
    long reorderNanos,
    int queuePackets) {
  private static final long MAX_NANOS = 10_000_000_000L;
  private static final int MAX_PACKETS = 1_000_000;

  /** 50 us, no faults: a hop inside a data centre. */
  public static final LinkFaults NONE = new LinkFaults(50_000, 0, 0, 0, 0, 1_000_000, 100_000);

  /** Checks every range. */
  public LinkFaults {
    range("delayNanos", delayNanos, 1, MAX_NANOS);
    range("jitterNanos", jitterNanos, 0, MAX_NANOS);
    range("reorderNanos", reorderNanos, 1, MAX_NANOS);
    range("queuePackets", queuePackets, 1, MAX_PACKETS);
    probability("loss", loss);
    probability("duplication", duplication);
    probability("reorder", reorder);
  }

  /** The same with another delay. */
  public LinkFaults withDelay(long nanos) {
    return new LinkFaults(
        nanos, jitterNanos, loss, duplication, reorder, reorderNanos, queuePackets);
  }

  /** The same with another jitter. */
  public LinkFaults withJitter(long nanos) {
    return new LinkFaults(
        delayNanos, nanos, loss, duplication, reorder, reorderNanos, queuePackets);
  }

  /** The same with another loss. */
  public LinkFaults withLoss(double probability) {
    return new LinkFaults(
        delayNanos, jitterNanos, probability, duplication, reorder, reorderNanos, queuePackets);
  }

  /** The same with another duplication. */
  public LinkFaults withDuplication(double probability) {
    return new LinkFaults(
        delayNanos, jitterNanos, loss, probability, reorder, reorderNanos, queuePackets);
  }

  /** The same with another reordering. */
  public LinkFaults withReorder(double probability, long heldBackNanos) {
    return new LinkFaults(
        delayNanos, jitterNanos, loss, duplication, probability, heldBackNanos, queuePackets);
  }

  /** The same with another bound. */
  public LinkFaults withQueue(int packets) {
    return new LinkFaults(
        delayNanos, jitterNanos, loss, duplication, reorder, reorderNanos, packets);
  }

  /**
   * True where every packet takes exactly the delay and arrives once, so that no draw is needed.
   */
  boolean isPlain() {
    return jitterNanos == 0 && loss == 0 && duplication == 0 && reorder == 0;
  }

  private static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " " + value + " is not " + least + ".." + most);
    }
  }

  private static void probability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " " + value + " is not 0..1");
    }
  }
}
