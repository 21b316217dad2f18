package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.cli.process.Reaper;
import io.azimux.cli.process.StateDirectory;
import java.time.Duration;

/**
 * Ends all JVMs when this program ends before its work is done: interrupted from the keyboard, told
 * to end, or crashed.
 */
final class ReapGuard implements AutoCloseable {
  /** Nobody waits gladly after an interrupt. */
  private static final Duration GRACE = Duration.ofMillis(500);

  /** A JVM may be starting while the others are ended, so it is looked for again. */
  private static final int ROUNDS = 3;

  private final Thread hook;

  private ReapGuard(Thread hook) {
    this.hook = hook;
  }

  /** From now on, until closed. */
  static ReapGuard over(StateDirectory state, Console console) {
    Thread hook =
        new Thread(
            () -> {
              Reaper reaper = new Reaper(state);
              int stopped = 0;
              for (int i = 0; i < ROUNDS; i++) {
                stopped += reaper.stopAll(GRACE).total();
              }
              console.problem("interrupted; JVMs stopped: " + stopped);
            },
            "reaper");
    Runtime.getRuntime().addShutdownHook(hook);
    return new ReapGuard(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook runs now, and does what it is for.
      Thread.onSpinWait();
    }
  }
}
