package io.azimux.cli.console;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The one place where text reaches the terminal.
 *
 * <p>Text for people goes to standard output, or to standard error when standard output carries
 * JSON. Colour is used on a terminal only, and not where {@code NO_COLOR} is set
 * (https://no-color.org).
 */
public final class Console {
  /** Width of the first column of a stage line. */
  private static final int STAGE = 9;

  private static final String CLEAR_LINE = "\r\u001b[K";

  /** What a piece of text means; on a terminal each has its colour. */
  public enum Tone {
    /** As it is. */
    PLAIN("0"),
    /** A heading or the name of a stage. */
    STRONG("1"),
    /** Side remarks. */
    FAINT("2"),
    /** Something bad. */
    BAD("31"),
    /** Something good. */
    GOOD("32"),
    /** Something to look at. */
    ODD("33");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private boolean colour;
  private boolean json;
  private boolean passing;

  /** Prints to the streams; {@code terminal} says whether a person looks at {@code out}. */
  public Console(PrintStream out, PrintStream err, boolean terminal, Map<String, String> env) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.colour =
        terminal
            && env.getOrDefault("NO_COLOR", "").isEmpty()
            && !env.getOrDefault("TERM", "").equals("dumb");
  }

  /** The console of this process. The launcher has looked whether it is a terminal. */
  public static Console ofProcess() {
    return new Console(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        Boolean.getBoolean("azimux.terminal"),
        System.getenv());
  }

  /** Switches colour off. */
  public void plain() {
    colour = false;
  }

  /** From now on standard output carries JSON only; people read standard error. */
  public void json() {
    json = true;
  }

  /** True where {@link #json} was called. */
  public boolean isJson() {
    return json;
  }

  /** True where lines may be overwritten. */
  public boolean isTerminal() {
    return terminal && !json;
  }

  /** One line of text for people. */
  public synchronized void line(String text) {
    endPassing();
    people().println(text);
  }

  /** A stage of a longer work and what is to be said about it. */
  public void stage(String stage, String text) {
    line(stageLine(stage, text));
  }

  /** A line that the next one replaces on a terminal; elsewhere a line like any other. */
  public synchronized void passing(String stage, String text) {
    if (!isTerminal()) {
      line(stageLine(stage, text));
      return;
    }
    people().print(CLEAR_LINE + stageLine(stage, text));
    people().flush();
    passing = true;
  }

  /** What a program reads: JSON, or the result itself. */
  public synchronized void result(String text) {
    endPassing();
    out.println(text);
  }

  /** A problem, to standard error. The first line names the program. */
  public synchronized void problem(String message) {
    endPassing();
    err.println(paint(Tone.BAD, "azimux:") + " " + message);
  }

  /** Where the parser of arguments prints. */
  public PrintStream out() {
    return out;
  }

  /** Where the parser of arguments complains. */
  public PrintStream err() {
    return err;
  }

  /** Whether colour is used. */
  public boolean isColoured() {
    return colour;
  }

  /** The text in the colour of its tone. */
  public String paint(Tone tone, String text) {
    return colour && tone != Tone.PLAIN ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
  }

  private String stageLine(String stage, String text) {
    String padded = stage + " ".repeat(Math.max(1, STAGE - stage.length()));
    return paint(Tone.STRONG, padded) + text;
  }

  private PrintStream people() {
    return json ? err : out;
  }

  private void endPassing() {
    if (passing) {
      people().print(CLEAR_LINE);
      passing = false;
    }
  }
}
