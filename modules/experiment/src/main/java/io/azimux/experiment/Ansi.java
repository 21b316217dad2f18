package io.azimux.experiment;

/** Colours of a terminal, or none: whoever knows the terminal decides. */
public enum Ansi {
  /** Plain text. */
  OFF(""),
  /** Escape sequences (ECMA-48 SGR). */
  ON("\u001b[");

  private final String introducer;

  Ansi(String introducer) {
    this.introducer = introducer;
  }

  /** Bold. */
  public String bold(String text) {
    return paint("1m", text);
  }

  /** Less visible. */
  public String dim(String text) {
    return paint("2m", text);
  }

  /** Good. */
  public String green(String text) {
    return paint("32m", text);
  }

  /** Bad. */
  public String red(String text) {
    return paint("31m", text);
  }

  /** Doubtful. */
  public String yellow(String text) {
    return paint("33m", text);
  }

  /** Names of elements. */
  public String cyan(String text) {
    return paint("36m", text);
  }

  private String paint(String code, String text) {
    return introducer.isEmpty() ? text : introducer + code + text + introducer + "0m";
  }
}
