package io.azimux.simulator;

/** Hears every event of a simulation, for comparing two runs. */
@FunctionalInterface
public interface Journal {
  /** One event. */
  void event(Event event);

  /**
   * An event, as far as it can differ between two runs.
   *
   * @param number from 0
   * @param kind {@code burst}, {@code message}, {@code timer}, {@code start}, {@code control}
   * @param element where it happened
   * @param detail hash of everything delivered: port and frames, message, or key
   */
  record Event(long number, long nanos, String kind, String element, long detail) {
    @Override
    public String toString() {
      return "#%d t=%d ns %s at %s, detail %016x".formatted(number, nanos, kind, element, detail);
    }
  }
}
