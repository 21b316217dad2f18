package io.azimux.simulator.soak;

/**
 * An invariant that did not hold.
 *
 * @param invariant {@code I1}..{@code I6}; {@code convergence}; {@code crash} where an element
 *     failed
 * @param nanos virtual time
 * @param text what happened, in words
 */
public record Violation(String invariant, long nanos, String text) {
  @Override
  public String toString() {
    return "%s at %.6f s: %s".formatted(invariant, nanos / 1e9, text);
  }
}
