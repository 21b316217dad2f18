package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.process.Reaper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops the cluster and whatever is left of an earlier one. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the cluster: asks every JVM to end, kills those that do not.",
      "Also finds JVMs whose launcher crashed. Nothing running is no error."
    },
    footer = {"", "Example:", "  ./azimux down"})
final class Down implements Callable<Integer> {
  private final Console console;
  private final Home home;

  Down(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    Reaper.Outcome outcome = LocalCluster.stop(home.state());
    console.stage("down", describe(outcome));
    return ExitCode.PASS.status();
  }

  static String describe(Reaper.Outcome outcome) {
    if (outcome.total() == 0) {
      return outcome.pages() == 0 ? "nothing was running" : "the page stopped; nothing else ran";
    }
    String text = outcome.total() == 1 ? "1 JVM stopped" : outcome.total() + " JVMs stopped";
    if (outcome.killed() > 0) {
      text += ", %d of them had to be killed".formatted(outcome.killed());
    }
    if (outcome.strays() > 0) {
      text += ", %d were left over from a launcher that crashed".formatted(outcome.strays());
    }
    return outcome.pages() == 0 ? text : text + "; the page, too";
  }
}
