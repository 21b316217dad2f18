package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterRun;
import io.azimux.cli.cluster.CycleFigures;
import io.azimux.cli.cluster.Faults;
import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Console;
import io.azimux.experiment.Judge;
import io.azimux.experiment.RunResult;
import io.azimux.topology.Scenario;
import java.util.List;
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
      "  ./azimux run drain-mux --mutate 'without drain'",
      "  ./azimux run nva-inbound --cycles 10 --set settings.replication=ddata-deferred",
      "  ./azimux run nva-inbound --engine sim --seed 7"
    })
final class RunCommand implements Callable<Integer> {
  /** Some hours of killing. */
  private static final int MOST_CYCLES = 1000;

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
      names = "--cycles",
      paramLabel = "N",
      description = {
        "Instead of the scenario's faults, kills a random MUX and starts it again, N times in a",
        "row; each is used by the routers again before the next one is killed. The load goes on."
      })
  int cycles;

  @Mixin JsonOption json = new JsonOption();

  @Mixin ClusterOptions options = new ClusterOptions();

  RunCommand(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    json.applyTo(console);
    Scenarios.Chosen chosen = mutated(new Scenarios(home).choose(scenario, changes));
    if (cycles < 0 || cycles > MOST_CYCLES) {
      throw new BadInput("--cycles %d is not 1..%d".formatted(cycles, MOST_CYCLES));
    }
    if (Engine.isSimulator(engine)) {
      return Sim.run(console, home, Outside.none(chosen.scenario()), command("sim"), seed);
    }
    Outside.notClient(chosen.scenario(), chosen.scenario().load().client(), "load");
    RunFolder folder = RunFolder.create(home, chosen.scenario().name());
    Launch launch = options.launch(chosen, seed, true, folder.logs(), mutation, changes);
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
      ClusterRun run =
          cycles > 0
              ? ClusterRun.ofCycles(cluster, console, launch.scenario(), seed, cycles)
              : new ClusterRun(
                  cluster, console, launch.scenario(), seed, Faults.Victims.asPlanned());
      RunResult result = run.run();
      if (cycles > 0) {
        int routers = result.scenario().world().routers().size();
        List<String> figures =
            CycleFigures.lines(result.ledger(), routers, cluster.statuses().values());
        figures.forEach(line -> console.stage("cycles", line));
        folder.write("cycles.txt", String.join("\n", figures) + "\n");
      }
      return Reports.show(console, folder, Judge.judge(result), again());
    } finally {
      console.stage("down", Down.describe(cluster.stop()));
    }
  }

  /** The scenario with its mutation's settings; its faults stay, since real processes obey it. */
  private Scenarios.Chosen mutated(Scenarios.Chosen chosen) {
    if (mutation.isEmpty()) {
      return chosen;
    }
    Scenario read = chosen.scenario();
    Scenario without = read.with(Scenarios.mutation(read, mutation));
    return new Scenarios.Chosen(
        chosen.file(), Engine.isSimulator(engine) ? without : without.withFaults(read.faults()));
  }

  private String again() {
    return cycles > 0 ? command("run") : command("run") + "   in virtual time: " + command("sim");
  }

  private String command(String word) {
    StringBuilder command =
        new StringBuilder("./azimux ").append(word).append(' ').append(scenario);
    changes.forEach(change -> command.append(" --set '").append(change).append('\''));
    if (!mutation.isEmpty()) {
      command.append(" --mutate '").append(mutation).append('\'');
    }
    command.append(" --seed ").append(seed);
    if (word.equals("run")) {
      command.append(options.placement.isEmpty() ? "" : " --placement " + options.placement);
      command.append(cycles > 0 ? " --cycles " + cycles : "");
    }
    return command.toString();
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
