package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.experiment.Judge;
import io.azimux.experiment.Status;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.simulator.run.SimMutations;
import io.azimux.simulator.run.SimRun;
import io.azimux.topology.Scenario;
import io.azimux.topology.Soak;
import java.util.List;
import java.util.Optional;
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
      "  ./azimux sim kill-one-mux --set settings.replication=none",
      "  ./azimux sim drain-mux --mutate 'without drain'",
      "  ./azimux sim drain-mux --mutations",
      "  ./azimux sim random-soak --seeds 10000",
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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes the file: settings.replication=none, load.connections=50. Repeatable.")
  List<String> changes = List.of();

  @Option(
      names = "--mutate",
      paramLabel = "NAME",
      description = "Runs one of the scenario's mutations: without what it takes away.")
  String mutation = "";

  @Option(
      names = "--mutations",
      description = {
        "Runs the scenario as it is, which must PASS, and each of its mutations, which must",
        "FAIL: a scenario that passes without what protects it proves nothing."
      })
  boolean allMutations;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = {
        "Runs N seeds of a file with a 'soak' section, from --seed on, and checks the invariants",
        "at every event. Shrinks the first failure to a minimal schedule."
      })
  long seeds;

  @Mixin JsonOption json = new JsonOption();

  Sim(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    json.applyTo(console);
    Optional<Soak> soak = new Scenarios(home).soak(scenario);
    if (soak.isPresent()) {
      long last = seed + Math.max(1, seeds) - 1;
      return new SoakSeeds(console, scenario, soak.get(), seed, last).run();
    }
    if (seeds > 0) {
      throw new BadInput("--seeds is for files with a 'soak' section, such as random-soak");
    }
    Scenario read = Outside.none(new Scenarios(home).choose(scenario, changes).scenario());
    if (allMutations) {
      return mutations(read);
    }
    return run(console, home, mutated(read), again(), seed);
  }

  private Scenario mutated(Scenario read) {
    return mutation.isEmpty() ? read : read.with(Scenarios.mutation(read, mutation));
  }

  private int mutations(Scenario read) {
    int status = ExitCode.PASS.status();
    for (SimMutations.Outcome outcome : SimMutations.run(read, SimulatorOptions.of(seed))) {
      Status verdict = outcome.report().verdict().status();
      String because = outcome.because().isEmpty() ? "" : "  (" + outcome.because() + ")";
      console.stage(
          outcome.isWanted() ? "ok" : "not so",
          "%s, %s: %s, wanted %s%s"
              .formatted(read.name(), outcome.name(), verdict, outcome.wanted(), because));
      if (!outcome.isWanted()) {
        status = Math.max(status, ExitCode.FAIL.status());
      }
    }
    return status;
  }

  private String again() {
    StringBuilder command = new StringBuilder("./azimux sim ").append(scenario);
    changes.forEach(change -> command.append(" --set '").append(change).append('\''));
    if (!mutation.isEmpty()) {
      command.append(" --mutate '").append(mutation).append('\'');
    }
    return command.append(" --seed ").append(seed).toString();
  }

  static int run(Console console, Home home, Scenario scenario, String again, long seed) {
    var report = Judge.judge(SimRun.run(scenario, SimulatorOptions.of(seed)));
    return Reports.show(console, RunFolder.create(home, scenario.name()), report, again);
  }
}
