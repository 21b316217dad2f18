package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signals that Java has no word for. */
enum Signal {
  /** The process stands still and cannot prevent it. */
  STOP,
  /** It goes on. */
  CONT;

  /** Sends it, by the system's own command: it is there wherever there are signals. */
  void send(long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new CannotStart("cannot send SIG" + name() + " to process " + pid);
      }
    } catch (IOException e) {
      throw new CannotStart("cannot send SIG" + name() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** The letter by which the kernel describes a process: {@code T} stands still; empty if gone. */
  static String state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 1).strip().substring(0, 1);
    } catch (IOException gone) {
      return "";
    }
  }
}
