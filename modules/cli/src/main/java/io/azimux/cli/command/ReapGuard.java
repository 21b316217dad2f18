package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.cli.process.Reaper;
import io.azimux.cli.process.StateDirectory;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Ends all JVMs when this program ends before its work is done: interrupted from the keyboard, told
 * to end, or crashed.
 */
final class ReapGuard {
  /** Nobody waits gladly after an interrupt. */
  private static final Duration GRACE = Duration.ofMillis(500);

  /** A JVM may be starting while the others are ended, so it is looked for again. */
  private static final int ROUNDS = 3;

  private final Thread hook;

  private ReapGuard(Thread hook) {
    this.hook = hook;
  }

  /** Does what starts a cluster, alone and guarded. */
  static <T> T around(StateDirectory state, Console console, Callable<T> work) throws Exception {
    Closeable lock = state.lock();
    try {
      ReapGuard guard = over(state, console);
      try {
        return work.call();
      } finally {
        guard.release();
      }
    } finally {
      lock.close();
    }
  }

  private static ReapGuard over(StateDirectory state, Console console) {
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

  private void release() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook runs now, and does what it is for.
      Thread.onSpinWait();
    }
  }
}
