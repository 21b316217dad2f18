package io.azimux.experiment.walk;

/**
 * Something that a walk must show.
 *
 * @param claim what is claimed
 * @param holds whether the trace shows it
 * @param seen what the trace shows
 */
public record WalkFact(String claim, boolean holds, String seen) {}
