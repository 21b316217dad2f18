package io.azimux.topology;

/**
 * A change that takes a protection away, so that the scenario must fail: a scenario that passes all
 * the same proves nothing.
 *
 * @param name one line for people
 * @param settings settings of the run, changed
 * @param drain false where a terminated MUX just stops instead of withdrawing first
 */
public record Mutation(String name, Settings settings, boolean drain) {}
