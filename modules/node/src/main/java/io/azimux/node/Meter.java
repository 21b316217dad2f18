package io.azimux.node;

/** Takes the readings of one element. */
@FunctionalInterface
public interface Meter {
  /**
   * One reading.
   *
   * @param label value of the measure's own label; empty where it has none
   */
  void reading(Measure measure, String label, double value);
}
