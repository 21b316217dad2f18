package io.azimux.cli.command;

import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.page.PageProcess;
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
  private static final int DEFAULT_PORT = -1;
  private static final int NO_PAGE = 0;
  private static final int LAST_PORT = 65_535;

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

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      description = {
        "Port of the live page on this machine; 0 for none. Default: "
            + PageProcess.PORT
            + ", and where",
        "that is in use the cluster starts without a page."
      })
  int consolePort = DEFAULT_PORT;

  @Mixin ClusterOptions options = new ClusterOptions();

  Up(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    Scenarios.Chosen chosen = new Scenarios(home).choose(scenario);
    checkPort();
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
    page(launch);
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

  /** A port that somebody asks for must be free before anything is started. */
  private void checkPort() {
    if (consolePort == DEFAULT_PORT || consolePort == NO_PAGE) {
      return;
    }
    if (consolePort < 0 || consolePort > LAST_PORT) {
      throw new BadInput(
          "--console-port %d is not 1..%d (0: no page)".formatted(consolePort, LAST_PORT));
    }
    if (!PageProcess.isFree(consolePort)) {
      throw new CannotStart(
          "port 127.0.0.1:%d is in use; nothing was started".formatted(consolePort));
    }
  }

  /** The cluster is up: whatever keeps the page from starting does not take it down again. */
  private void page(Launch launch) {
    int port = consolePort == DEFAULT_PORT ? PageProcess.PORT : consolePort;
    if (port == NO_PAGE) {
      return;
    }
    if (!PageProcess.isFree(port)) {
      console.stage(
          "page",
          "none: port %d is in use. For a page on another one: ./azimux console --port %d"
              .formatted(port, port + 1));
      return;
    }
    try {
      new PageProcess(home.state(), home.runs(), console).start(port, launch.directory());
      console.stage("page", "http://localhost:" + port);
    } catch (CannotStart failure) {
      console.stage("page", "none: " + failure.getMessage());
    }
  }
}
