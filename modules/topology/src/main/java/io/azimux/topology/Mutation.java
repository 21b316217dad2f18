package io.azimux.topology;

/**
 * A change that takes a protection away, so that the scenario must fail: a scenario that passes all
 * the same proves nothing.
 *
 * @param name one line for people
 * @param settings settings of the run, changed
 * @param drain false where a terminated MUX just stops instead of withdrawing first
 * @param probeThreshold answers in a row that change a backend's health, for all probes; {@link
 *     #AS_IT_IS} where they stay
 */
public record Mutation(String name, Settings settings, boolean drain, int probeThreshold) {
  /** Probes are not changed. */
  public static final int AS_IT_IS = 0;

  /** A mutation that leaves the probes alone. */
  public Mutation(String name, Settings settings, boolean drain) {
    this(name, settings, drain, AS_IT_IS);
  }
}
