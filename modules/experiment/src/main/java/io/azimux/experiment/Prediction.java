package io.azimux.experiment;

/**
 * What theory says, beside what happened.
 *
 * @param name what it is about
 * @param law the formula or its source, for people
 * @param unit {@code share} (0..1) or {@code flows}
 * @param predicted what theory says
 * @param measured what happened; meaningless where there were no trials
 * @param low lower end of where the measured quantity truly lies, with 95 % confidence
 * @param high upper end
 * @param trials flows on which the measurement rests; 0 where it could not be measured
 */
public record Prediction(
    String name,
    String law,
    String unit,
    double predicted,
    double measured,
    double low,
    double high,
    long trials) {
  /** How the name of a prediction begins that says how many flows change their backend. */
  static final String REMAPPED = "flows that change backend";

  /** The same, said of one of several losses, counted from 1. */
  Prediction ofLoss(int number) {
    return new Prediction(
        name + ", loss " + number, law, unit, predicted, measured, low, high, trials);
  }

  /** Whether it was measured. */
  public boolean wasMeasured() {
    return trials > 0;
  }

  /** Whether it says how many flows change their backend, or would without replication. */
  public boolean concernsBackends() {
    return name.startsWith(REMAPPED);
  }

  /** Whether the prediction lies where the measurement says that the truth does. */
  public boolean fits() {
    return wasMeasured() && predicted >= low && predicted <= high;
  }
}
