package io.azimux.cluster.chaos;

/**
 * What one direction between two elements suffers.
 *
 * @param from name of the element that sends
 * @param to name of the element that would receive
 * @param cut true where nothing passes at all
 * @param loss share of packets lost, 0..1. Messages stand for TCP connections, which repeat what is
 *     lost
 * @param delayNanos added to the way of every packet and message, 0 to 10 s
 * @param reorder share of packets that are held back so that later ones overtake them, 0..1
 */
public record LinkFault(
    String from, String to, boolean cut, double loss, long delayNanos, double reorder) {
  private static final long LONGEST_NANOS = 10_000_000_000L;

  /** Checks the ranges. */
  public LinkFault {
    share("loss", loss);
    share("reorder", reorder);
    if (delayNanos < 0 || delayNanos > LONGEST_NANOS) {
      throw new IllegalArgumentException(
          "delayNanos " + delayNanos + " is not 0.." + LONGEST_NANOS);
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " " + value + " is not 0..1");
    }
  }

  /** Nothing passes. */
  public static LinkFault cut(String from, String to) {
    return new LinkFault(from, to, true, 0, 0, 0);
  }

  /** Name of the fault in reports and metrics. */
  public String label() {
    return cut ? "cut" : "impair";
  }

  /** The direction, for people: {@code mux-1>router-2}. */
  public String link() {
    return from + ">" + to;
  }
}
