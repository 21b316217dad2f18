package io.azimux.experiment;

/**
 * One thing that was judged.
 *
 * @param name short, the same in every report: {@code flow-affinity}
 * @param status what it came to
 * @param measured what was seen, for people, with its limit where there is one
 */
public record Check(String name, Status status, String measured) {}
