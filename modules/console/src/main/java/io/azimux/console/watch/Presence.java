package io.azimux.console.watch;

/** How a process shows itself to whoever asks it. */
public enum Presence {
  /** Was not asked to the end yet. */
  UNKNOWN("not asked yet"),
  /** Answers. */
  ANSWERS("answers"),
  /** Takes questions, or does not refuse them, and says nothing: it stands still or is cut off. */
  SILENT("does not answer"),
  /** Nobody listens at its address. */
  GONE("is gone");

  private final String words;

  Presence(String words) {
    this.words = words;
  }

  /** For people. */
  String words() {
    return words;
  }
}
