package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.lab.Lab;
import io.azimux.cli.process.Commands;
import io.azimux.cli.process.SystemCommands;
import io.azimux.topology.Scenario;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** Real guests on this machine; what it does is in its subcommands. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Real kernels as guests: the attached guests of a scenario as network namespaces",
      "of this machine, with their own iptables and ssh servers. Needs root and Linux;",
      "the cluster itself runs without root's rights."
    },
    footer = {
      "",
      "Example:",
      "  sudo ./azimux lab up",
      "  sudo ./azimux lab exec remote-pc -- ssh azureuser@20.240.9.27",
      "  sudo ./azimux lab down"
    })
final class LabCommand implements Runnable {
  /** What is built where nobody names a scenario. */
  static final String DEFAULT = "nva-inbound-real";

  @Override
  public void run() {
    throw new BadInput("which command? See: ./azimux lab --help");
  }

  /** The subcommands. */
  static List<Object> subcommands(Console console, Home home) {
    return List.of(
        new LabUp(console, home),
        new LabDown(console, home),
        new LabExec(console, home),
        new LabStatus(console, home),
        new LabCheck(console, home));
  }

  /** Does something with the lab of this checkout. */
  static <T> T with(Console console, Home home, Function<Lab, T> work) {
    try (Commands commands = new SystemCommands()) {
      return work.apply(new Lab(home.state().path(), commands, console));
    }
  }

  /**
   * The scenario of the lab that stands.
   *
   * @throws CannotStart where none does
   */
  static Scenario scenario(Home home, Lab lab) {
    String file =
        lab.scenario()
            .orElseThrow(
                () -> new CannotStart("there is no lab; build one with: sudo ./azimux lab up"));
    return new Scenarios(home).choose(file).scenario();
  }
}
