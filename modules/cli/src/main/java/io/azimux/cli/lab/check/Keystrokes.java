package io.azimux.cli.lab.check;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Poll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the keyboard of an ssh session: types, waits until it appears, types again.
 *
 * <p>The session is one program from beginning to end; it has a terminal at the other end, which
 * echoes what is typed.
 */
final class Keystrokes implements AutoCloseable {
  /** A quick typist, and twenty packets a second each way. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final Duration END = Duration.ofSeconds(20);

  private final Process session;
  private final BufferedReader screen;
  private final Thread typist;
  private final Stalls stalls = new Stalls();
  private volatile boolean goesOn = true;
  private volatile @Nullable String problem;

  private Keystrokes(Process session) {
    this.session = session;
    this.screen = session.inputReader(StandardCharsets.UTF_8);
    this.typist = new Thread(this::type, "keystrokes");
    typist.setDaemon(true);
  }

  /**
   * Opens a session and begins to type.
   *
   * @param ssh runs ssh with a terminal, and {@code cat} at the other end
   */
  static Keystrokes open(ProcessBuilder ssh) {
    try {
      Keystrokes keystrokes = new Keystrokes(ssh.start());
      keystrokes.typist.start();
      return keystrokes;
    } catch (IOException e) {
      throw new CannotStart("cannot run ssh: " + e.getMessage(), e);
    }
  }

  private void type() {
    try {
      OutputStream keyboard = session.getOutputStream();
      for (long number = 1; goesOn; number++) {
        long begun = System.nanoTime();
        stalls.begun(begun);
        keyboard.write((number + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        if (!appears(Long.toString(number))) {
          problem = "the session ended after " + number + " lines";
          return;
        }
        stalls.ended(begun, System.nanoTime());
        Poll.pause(PAUSE);
      }
    } catch (IOException | CannotStart e) {
      problem = "the session broke: " + e.getMessage();
    }
  }

  /** Waits for the line, which comes twice: echoed by the terminal, and from the program there. */
  private boolean appears(String line) throws IOException {
    int seen = 0;
    while (seen < 2) {
      String shown = screen.readLine();
      if (shown == null) {
        return false;
      }
      seen += shown.strip().equals(line) ? 1 : 0;
    }
    return true;
  }

  /** How long it took until what was typed appeared. */
  Stalls stalls() {
    return stalls;
  }

  /** True once the first line has appeared. */
  boolean isOpen() {
    return stalls.count() > 0;
  }

  /** What went wrong; empty where nothing did. */
  String problem() {
    String text = problem;
    return text == null ? "" : text;
  }

  /** Types no more, says goodbye, and wants the session to end in order. */
  String finish() {
    goesOn = false;
    try {
      typist.join(END.toMillis());
      // End of file, as the terminal spells it.
      session.getOutputStream().write(4);
      session.getOutputStream().flush();
      if (!session.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        return "the session does not end";
      }
      return session.exitValue() == 0
          ? problem()
          : "the session ended with %d; %s".formatted(session.exitValue(), problem());
    } catch (IOException e) {
      return "the session broke: " + e.getMessage() + " " + problem();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  @Override
  public void close() {
    goesOn = false;
    Programs.end(session);
  }
}
