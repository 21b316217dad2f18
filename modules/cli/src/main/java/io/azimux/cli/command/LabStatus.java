package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterReadiness;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.console.Table;
import io.azimux.cli.lab.Lab;
import io.azimux.topology.Scenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows the lab. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows guests, their namespaces, addresses and ssh servers, which of them probes",
      "find healthy, and the elements of the cluster. Exit status 2 where anything of",
      "it is missing."
    },
    footer = {"", "Example:", "  sudo ./azimux lab status"})
final class LabStatus implements Callable<Integer> {
  private final Console console;
  private final Home home;

  LabStatus(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    return LabCommand.with(console, home, this::show);
  }

  private int show(Lab lab) {
    Scenario scenario = LabCommand.scenario(home, lab);
    List<String> healthy =
        LocalCluster.isRunning(home.state())
            ? LocalCluster.running(home.state()).healthyBackends()
            : List.of();
    boolean whole = true;
    Table table = new Table("guest", "namespace", "sshd", "probe", "processes", "addresses");
    for (Lab.Standing guest : lab.standing(scenario)) {
      boolean answers = healthy.stream().anyMatch(nic -> nic.startsWith(guest.guest() + "/"));
      boolean probed = isProbed(scenario, guest.guest());
      whole &= guest.processes() > 0 && !guest.server().equals("gone") && probed == answers;
      table.row(
          guest.guest(),
          guest.namespace(),
          guest.server(),
          probed ? (answers ? "healthy" : "down") : "-",
          Integer.toString(guest.processes()),
          guest.addresses());
    }
    table.lines().forEach(console::line);
    if (!LocalCluster.isRunning(home.state())) {
      console.line("");
      console.line("no cluster is running");
      return ExitCode.UNKNOWN.status();
    }
    console.line("");
    Elements.table(Elements.rows(LocalCluster.running(home.state()), scenario))
        .forEach(console::line);
    return whole ? ExitCode.PASS.status() : ExitCode.UNKNOWN.status();
  }

  private static boolean isProbed(Scenario scenario, String guest) {
    return ClusterReadiness.probed(scenario.world()).stream()
        .anyMatch(nic -> nic.startsWith(guest + "/"));
  }
}
