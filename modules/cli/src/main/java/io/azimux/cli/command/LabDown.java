package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.lab.Lab;
import io.azimux.cli.lab.Unprivileged;
import io.azimux.cli.process.Reaper;
import io.azimux.cli.process.StateDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Takes the lab away, together with its cluster. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Takes away every namespace, link, process and file of the lab of this checkout,",
      "and its cluster, also where the command that made them crashed. What carries",
      "no mark of this checkout is not touched. Nothing to take away is no error."
    },
    footer = {"", "Example:", "  sudo ./azimux lab down"})
final class LabDown implements Callable<Integer> {
  private final Console console;
  private final Home home;

  LabDown(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws IOException {
    Lab.requireRoot();
    Closeable lock = lock(home);
    try {
      if (!LabCommand.with(console, home, lab -> all(console, home, lab))) {
        console.stage("lab", "nothing was there");
      }
    } finally {
      lock.close();
    }
    return ExitCode.PASS.status();
  }

  /** Takes away whatever there is; false where nothing was. */
  static boolean all(Console console, Home home, Lab lab) {
    new Unprivileged(home.root(), home.state().path()).endLeftOver();
    boolean cluster = lab.scenario().isPresent() && stopCluster(console, home);
    Lab.Removed removed = lab.remove();
    if (removed.namespaces() > 0) {
      console.stage(
          "lab",
          "%d namespaces are gone, and %d processes in them"
              .formatted(removed.namespaces(), removed.processes()));
    }
    return cluster || removed.namespaces() > 0;
  }

  private static boolean stopCluster(Console console, Home home) {
    Reaper.Outcome outcome = LocalCluster.stop(home.state());
    if (outcome.total() > 0) {
      console.stage("down", Down.describe(outcome));
    }
    return outcome.total() > 0;
  }

  /** Keeps another lab command of this checkout from building or taking down meanwhile. */
  static Closeable lock(Home home) {
    return new StateDirectory(home.state().path().resolve("lab-lock")).lock();
  }
}
