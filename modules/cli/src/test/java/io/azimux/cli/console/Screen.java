package io.azimux.cli.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A console whose output a test can read. */
public final class Screen {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  private Screen(boolean terminal, Map<String, String> environment) {
    console = new Console(stream(out), stream(err), terminal, environment);
  }

  /** As if somebody read the output through a pipe. */
  public static Screen piped() {
    return new Screen(false, Map.of());
  }

  /** As if somebody sat in front of it. */
  public static Screen terminal(Map<String, String> environment) {
    return new Screen(true, environment);
  }

  /** The console under test. */
  public Console console() {
    return console;
  }

  /** Standard output so far. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Standard error so far. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
