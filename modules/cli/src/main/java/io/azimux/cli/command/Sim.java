package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.experiment.Judge;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.simulator.run.SimRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario in virtual time. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a scenario in the simulator: one thread, virtual time, and everything follows",
      "from the seed. The same seed gives the same run, packet for packet."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux sim nva-inbound --seed 7",
      "  ./azimux sim my-scenario.yaml --seed 7 --json"
    })
final class Sim implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(paramLabel = "SCENARIO", description = "Scenario file, or name of one in scenarios/.")
  String scenario = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Mixin JsonOption json = new JsonOption();

  Sim(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    json.applyTo(console);
    return run(console, home, new Scenarios(home).choose(scenario), scenario, seed);
  }

  static int run(Console console, Home home, Scenarios.Chosen chosen, String scenario, long seed) {
    var report = Judge.judge(SimRun.run(chosen.scenario(), SimulatorOptions.of(seed)));
    return Reports.show(
        console,
        RunFolder.create(home, chosen.scenario().name()),
        report,
        "./azimux sim %s --seed %d".formatted(scenario, seed));
  }
}
