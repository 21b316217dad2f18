package io.azimux.cli.command;

import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a cluster and leaves it running. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the world of a scenario as JVMs of this machine and leaves it running.",
      "Checks the scenario file and the ports before anything is started; returns when",
      "all can carry traffic. Stop it with ./azimux down."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux up",
      "  ./azimux up nva-inbound --placement one-jvm",
      "  ./azimux up my-scenario.yaml --http-port 9400"
    })
final class Up implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = "Scenario file, or name of one in scenarios/. Default: ${DEFAULT-VALUE}.")
  String scenario = Scenarios.DEFAULT;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the elements' random sources. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Mixin ClusterOptions options = new ClusterOptions();

  Up(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    Scenarios.Chosen chosen = new Scenarios(home).choose(scenario);
    Launch launch = options.launch(chosen, seed, false, ClusterOptions.directory(home));
    console.stage(
        "up",
        "%s, %s: %s"
            .formatted(
                chosen.scenario().name(),
                Startup.label(launch.placement()),
                Elements.count(chosen.scenario())));
    LocalCluster cluster =
        ReapGuard.around(home.state(), console, () -> Startup.start(home.state(), console, launch));
    Elements.table(Elements.rows(cluster, chosen.scenario())).forEach(console::line);
    console.stage(
        "up",
        String.format(
            Locale.ROOT,
            "ready after %.1f s; logs in %s; stop with ./azimux down",
            (System.nanoTime() - begun) / 1e9,
            home.root().relativize(launch.directory())));
    return ExitCode.PASS.status();
  }
}
