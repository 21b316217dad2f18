package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Console;
import io.azimux.cli.lab.Lab;
import io.azimux.cli.lab.Unprivileged;
import io.azimux.cli.lab.check.Checks;
import io.azimux.cli.lab.check.Findings;
import io.azimux.topology.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets real programs run in the lab while MUXes die, and judges. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Lets real programs run in the lab that stands, kills MUXes under them, and says",
      "what they noticed. Kinds:",
      "  ssh          an ssh session and an scp; in each round the MUX that carries them is",
      "               killed (SIGKILL), then the next one, then both are started again",
      "  connections  many TCP connections that talk; no one may be reset",
      "  throughput   datagrams a second and one TCP stream, beside a chain that is built of",
      "               namespaces only; needs the scenario nva-throughput-real",
      "Exit status 0 is PASS, 1 is FAIL."
    },
    footer = {
      "",
      "Examples:",
      "  sudo ./azimux lab check",
      "  sudo ./azimux lab check ssh --rounds 3 --megabytes 50",
      "  sudo ./azimux lab check connections --connections 1000 --kills 20"
    })
final class LabCheck implements Callable<Integer> {
  private static final List<String> KINDS = List.of("ssh", "connections", "throughput");
  private static final int MOST_ROUNDS = 1_000;
  private static final int FLOOD_PORT = 5001;
  private static final int MOST_MEGABYTES = 2_000;
  private static final int MOST_CONNECTIONS = 10_000;

  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND",
      description = "ssh, connections or throughput. Default: ${DEFAULT-VALUE}.")
  String kind = "ssh";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of two kills each. Default: ${DEFAULT-VALUE}.")
  int rounds = 10;

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      description = "How much scp copies meanwhile. Default: ${DEFAULT-VALUE}.")
  int megabytes = 200;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "TCP connections at one time. Default: ${DEFAULT-VALUE}.")
  int connections = 1_000;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "Kills, each followed by a restart. Default: ${DEFAULT-VALUE}.")
  int kills = 20;

  LabCheck(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    Lab.requireRoot();
    require("--rounds", rounds, MOST_ROUNDS);
    require("--megabytes", megabytes, MOST_MEGABYTES);
    require("--connections", connections, MOST_CONNECTIONS);
    require("--kills", kills, MOST_ROUNDS);
    if (!KINDS.contains(kind)) {
      throw new BadInput("no check '%s'\nValid: %s".formatted(kind, String.join(", ", KINDS)));
    }
    return LabCommand.with(console, home, this::check);
  }

  private int check(Lab lab) {
    Scenario scenario = LabCommand.scenario(home, lab);
    Unprivileged azimux = new Unprivileged(home.root(), home.state().path());
    Checks checks =
        new Checks(
            console,
            lab,
            scenario,
            home.state(),
            elements -> {
              List<String> arguments = new ArrayList<>(List.of("restart"));
              arguments.addAll(elements);
              return azimux.run(arguments);
            });
    Findings findings =
        switch (kind) {
          case "ssh" -> checks.ssh(rounds, megabytes);
          case "connections" -> checks.connections(connections, kills);
          default -> throughput(checks, scenario);
        };
    return findings.print(console);
  }

  private static Findings throughput(Checks checks, Scenario scenario) {
    if (scenario.walk().port() != FLOOD_PORT) {
      throw new BadInput(
          "%s lets no flood through\nBuild: sudo ./azimux lab up nva-throughput-real"
              .formatted(scenario.name()));
    }
    return checks.throughput();
  }

  private static void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new BadInput("%s %d is not 1..%d".formatted(option, value, most));
    }
  }
}
