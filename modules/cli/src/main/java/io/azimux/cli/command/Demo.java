package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterRun;
import io.azimux.cli.cluster.ClusterWalk;
import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.experiment.Judge;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import io.azimux.experiment.walk.WalkJson;
import io.azimux.experiment.walk.WalkRenderer;
import io.azimux.experiment.walk.WalkResult;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole story in about a minute. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the world of scenarios/nva-inbound.yaml as JVMs of this machine, walks one",
      "connection through it, puts hundreds of connections on it, kills the MUX that",
      "carries most of them (SIGKILL), shows who noticed when and what became of every",
      "flow, judges, and stops everything. Exit status 0 means PASS."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux demo",
      "  ./azimux demo --placement per-element",
      "  ./azimux demo --json | jq .report.verdict"
    })
final class Demo implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the elements' random sources. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Mixin JsonOption json = new JsonOption();

  @Mixin ClusterOptions options = new ClusterOptions();

  Demo(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    json.applyTo(console);
    long begun = System.nanoTime();
    Scenarios.Chosen chosen = new Scenarios(home).choose(Scenarios.DEFAULT);
    RunFolder folder = RunFolder.create(home, "demo");
    Launch launch = options.launch(chosen, seed, true, folder.logs());
    console.stage(
        "demo",
        "%s (scenarios/%s), %s, seed %d"
            .formatted(
                chosen.scenario().name(),
                chosen.file().getFileName(),
                Startup.label(launch.placement()),
                seed));
    console.stage("check", "the scenario is sound: " + Elements.count(chosen.scenario()));
    int status =
        ReapGuard.around(home.state(), console, () -> playInCluster(chosen, launch, folder));
    console.stage(
        "demo", String.format(Locale.ROOT, "took %.1f s", (System.nanoTime() - begun) / 1e9));
    return status;
  }

  private int playInCluster(Scenarios.Chosen chosen, Launch launch, RunFolder folder) {
    LocalCluster cluster = Startup.start(home.state(), console, launch);
    try {
      Elements.table(Elements.rows(cluster, chosen.scenario())).forEach(console::line);
      return play(cluster, launch, folder);
    } finally {
      console.stage("down", Down.describe(cluster.stop()));
    }
  }

  private int play(LocalCluster cluster, Launch launch, RunFolder folder) {
    WalkResult walk = new ClusterWalk(cluster, launch.scenario(), console).walk();
    console.stage("walk", "one connection through the cluster, as its processes recorded it");
    WalkRenderer.render(walk, Reports.ansi(console)).lines().forEach(console::line);
    var load = launch.scenario().load();
    console.stage(
        "load",
        "%d connections to %s:%d, %d lines each; every echo is compared"
            .formatted(
                load.connections(), load.destination(), load.port(), load.linesPerConnection()));
    ClusterRun run =
        new ClusterRun(
            cluster, console, launch.scenario(), seed, new DemoVictim(launch.scenario().world()));
    RunReport report = Judge.judge(run.run());
    folder.write("walk.json", WalkJson.render(walk));
    int verdict = show(walk, report, folder);
    boolean walked = Walk.holds(walk);
    if (!walked) {
      console.line("The walk did not show all it must: FAIL");
    }
    return walked ? verdict : ExitCode.FAIL.status();
  }

  private int show(WalkResult walk, RunReport report, RunFolder folder) {
    String again =
        "./azimux demo --seed %d   in virtual time: ./azimux sim %s --seed %d"
            .formatted(seed, Scenarios.DEFAULT, seed);
    if (console.isJson()) {
      console.result(
          "{\"walk\": %s,\n\"report\": %s}"
              .formatted(WalkJson.render(walk).strip(), RunReportWriter.json(report).strip()));
      folder.write(report);
      return report.verdict().exitStatus();
    }
    return Reports.show(console, folder, report, again);
  }
}
