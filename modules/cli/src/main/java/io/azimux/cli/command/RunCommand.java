package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterRun;
import io.azimux.cli.cluster.Faults;
import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Console;
import io.azimux.experiment.Judge;
import io.azimux.experiment.RunResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario's load and faults, and judges what happened. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a scenario: starts its world, puts its load on, does its faults, judges what",
      "happened to every flow, stops the world. The verdict is the exit status: 0 PASS,",
      "1 FAIL, 2 UNKNOWN. A report stays in runs/, the newest is runs/latest."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux run nva-inbound",
      "  ./azimux run my-scenario.yaml --placement per-element",
      "  ./azimux run nva-inbound --engine sim --seed 7"
    })
final class RunCommand implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(paramLabel = "SCENARIO", description = "Scenario file, or name of one in scenarios/.")
  String scenario = "";

  @Option(
      names = "--engine",
      paramLabel = "E",
      description = "cluster (JVMs of this machine) or sim. Default: ${DEFAULT-VALUE}.")
  String engine = Engine.CLUSTER;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  long seed = 1;

  @Mixin JsonOption json = new JsonOption();

  @Mixin ClusterOptions options = new ClusterOptions();

  RunCommand(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    json.applyTo(console);
    Scenarios.Chosen chosen = new Scenarios(home).choose(scenario);
    if (Engine.isSimulator(engine)) {
      String again = "./azimux sim %s --seed %d".formatted(scenario, seed);
      return Sim.run(console, home, chosen.scenario(), again, seed);
    }
    RunFolder folder = RunFolder.create(home, chosen.scenario().name());
    Launch launch = options.launch(chosen, seed, true, folder.logs());
    console.stage(
        "run",
        "%s, %s, seed %d: %s"
            .formatted(
                chosen.scenario().name(),
                Startup.label(launch.placement()),
                seed,
                Elements.count(chosen.scenario())));
    return ReapGuard.around(home.state(), console, () -> runInCluster(launch, folder));
  }

  private int runInCluster(Launch launch, RunFolder folder) {
    LocalCluster cluster = Startup.start(home.state(), console, launch);
    try {
      RunResult result = new ClusterRun(cluster, console, launch, Faults.Victims.asPlanned()).run();
      return Reports.show(console, folder, Judge.judge(result), again());
    } finally {
      console.stage("down", Down.describe(cluster.stop()));
    }
  }

  private String again() {
    return "./azimux run %s --seed %d%s   in virtual time: ./azimux sim %s --seed %d"
        .formatted(
            scenario,
            seed,
            options.placement.isEmpty() ? "" : " --placement " + options.placement,
            scenario,
            seed);
  }

  /** Names of what can run a scenario. */
  static final class Engine {
    static final String CLUSTER = "cluster";
    static final String SIMULATOR = "sim";

    private Engine() {}

    static boolean isSimulator(String name) {
      if (!name.equals(CLUSTER) && !name.equals(SIMULATOR)) {
        throw new BadInput("no engine '%s'\nValid: %s, %s".formatted(name, SIMULATOR, CLUSTER));
      }
      return name.equals(SIMULATOR);
    }
  }
}
