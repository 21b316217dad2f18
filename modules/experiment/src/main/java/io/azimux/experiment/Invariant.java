package io.azimux.experiment;

/** The six things that hold in every run, by the names of their checks. */
public enum Invariant {
  /** I1. */
  AFFINITY("flow-affinity", "an established flow never changes its backend while that is up"),
  /** I2. */
  CONSERVATION("conservation", "sent = delivered + dropped for a named reason + in flight"),
  /** I3. */
  HEALTHY("healthy-backends", "only healthy backends get new flows"),
  /** I4. */
  DIRECT_RETURN("direct-return", "the way back never crosses a MUX"),
  /** I5. */
  RIGHT_PLACE("right-place", "no packet reaches a wrong frontend, network or customer"),
  /** I6. */
  SAME_FLOWS("same-flows", "after healing, all live MUXes hold the same flows");

  private final String check;
  private final String meaning;

  Invariant(String check, String meaning) {
    this.check = check;
    this.meaning = meaning;
  }

  /** Name of its check in reports. */
  public String check() {
    return check;
  }

  /** What it says, for people. */
  public String meaning() {
    return meaning;
  }

  /** {@code I1} to {@code I6}. */
  public String number() {
    return "I" + (ordinal() + 1);
  }
}
