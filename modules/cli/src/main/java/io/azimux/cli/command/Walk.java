package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterWalk;
import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.experiment.walk.WalkFact;
import io.azimux.experiment.walk.WalkFacts;
import io.azimux.experiment.walk.WalkJson;
import io.azimux.experiment.walk.WalkRenderer;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.simulator.run.SimWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the way of one connection's first packets. */
@Command(
    name = "walk",
    mixinStandardHelpOptions = true,
    description = {
      "Opens one connection and shows what every element did with its SYN, SYN-ACK and",
      "ACK: the route and rule that matched, the table entry made, the addresses",
      "rewritten. In the simulator, or in the running cluster (one is started for the",
      "walk where none runs)."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux walk",
      "  ./azimux walk --pcap walk/ && tshark -r walk/mux-1-to-router-1.pcapng",
      "  ./azimux walk --engine cluster",
      "  ./azimux walk --json | jq '.packets[0].hops[].element'"
    })
final class Walk implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = "Scenario file, or name of one in scenarios/. Default: nva-inbound.")
  String scenario = "";

  @Option(names = "--engine", paramLabel = "E", description = "sim (default) or cluster.")
  String engine = RunCommand.Engine.SIMULATOR;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Option(
      names = "--pcap",
      paramLabel = "DIR",
      description = "Also write what every port saw, a pcapng file for each (sim only).")
  String pcap = "";

  @Mixin JsonOption json = new JsonOption();

  @Mixin ClusterOptions options = new ClusterOptions();

  Walk(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    json.applyTo(console);
    boolean simulated = RunCommand.Engine.isSimulator(engine);
    if (!simulated && !pcap.isEmpty()) {
      throw new BadInput("--pcap works with --engine sim; in a cluster use: ./azimux capture");
    }
    return show(console, simulated ? simulate() : inCluster());
  }

  /** Prints a walk; the status is FAIL where it does not show what it must. */
  static int show(Console console, WalkResult walk) {
    if (console.isJson()) {
      console.result(WalkJson.render(walk).strip());
    } else {
      WalkRenderer.render(walk, Reports.ansi(console)).lines().forEach(console::line);
    }
    return holds(walk) ? ExitCode.PASS.status() : ExitCode.FAIL.status();
  }

  /** True where the walk shows all it must. */
  static boolean holds(WalkResult walk) {
    return WalkFacts.of(walk).stream().allMatch(WalkFact::holds);
  }

  private WalkResult simulate() {
    var world = Outside.none(chosen(Scenarios.DEFAULT).scenario());
    SimulatorOptions simulation = SimulatorOptions.of(seed);
    if (pcap.isEmpty()) {
      return SimWalk.run(world, simulation);
    }
    try {
      Path directory = Path.of(pcap);
      Files.createDirectories(directory);
      WalkResult walk = SimWalk.run(world, simulation, directory);
      console.stage("pcap", "files in " + directory);
      return walk;
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + pcap + ": " + e.getMessage(), e);
    }
  }

  private Scenarios.Chosen chosen(String otherwise) {
    return new Scenarios(home).choose(scenario.isEmpty() ? otherwise : scenario);
  }

  private WalkResult inCluster() throws Exception {
    if (LocalCluster.isRunning(home.state())) {
      if (!scenario.isEmpty()) {
        throw new BadInput("a cluster is running: leave SCENARIO out, or stop it: ./azimux down");
      }
      LocalCluster cluster = LocalCluster.running(home.state());
      var world = chosen(cluster.state().scenario()).scenario();
      Outside.notClient(world, world.walk().client(), "walk");
      return new ClusterWalk(cluster, world, console).walk();
    }
    Scenarios.Chosen chosen = chosen(Scenarios.DEFAULT);
    Outside.notClient(chosen.scenario(), chosen.scenario().walk().client(), "walk");
    Launch launch = options.launch(chosen, seed, true, ClusterOptions.directory(home));
    return ReapGuard.around(home.state(), console, () -> inOwnCluster(chosen, launch));
  }

  private WalkResult inOwnCluster(Scenarios.Chosen chosen, Launch launch) {
    LocalCluster cluster = Startup.start(home.state(), console, launch);
    try {
      return new ClusterWalk(cluster, chosen.scenario(), console).walk();
    } finally {
      console.stage("down", Down.describe(cluster.stop()));
    }
  }
}
