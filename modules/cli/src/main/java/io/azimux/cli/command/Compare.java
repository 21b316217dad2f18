package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterRun;
import io.azimux.cli.cluster.Faults;
import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Table;
import io.azimux.experiment.Judge;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.compare.Comparison;
import io.azimux.experiment.compare.Row;
import io.azimux.experiment.compare.Sweep;
import io.azimux.experiment.compare.Variant;
import io.azimux.experiment.report.ComparePage;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.simulator.run.SimRun;
import io.azimux.topology.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario under many settings, and says what each costs and breaks. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a scenario once for each combination of settings, everything else equal, and",
      "shows side by side what broke, how stale the MUXes were, what sharing cost. Equal",
      "seeds give equal comparisons. A page with table and heat map stays in runs/."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux compare kill-after-pool-change --vary replication=none,ddata \\",
      "      --vary ecmp=mod-n,resilient --vary map=list-mod,maglev",
      "  ./azimux compare kill-plus-backend-change --vary replication=none,ddata \\",
      "      --sweep kill-at=0ms..200ms/20ms"
    })
final class Compare implements Callable<Integer> {
  private static final int MOST_RUNS = 5000;

  private final Console console;
  private final Home home;

  @Parameters(paramLabel = "SCENARIO", description = "Scenario file, or name of one in scenarios/.")
  String scenario = "";

  @Option(
      names = "--vary",
      paramLabel = "NAME=V,V",
      description = {
        "Values to combine: replication=none,lazy,ddata,ddata-deferred,dht; ecmp=mod-n,",
        "hash-threshold,resilient; map=list-mod,maglev; or any key of the file. Repeatable."
      })
  List<String> vary = List.of();

  @Option(
      names = "--sweep",
      paramLabel = "kill-at=A..B[/STEP]",
      description = "Moves the first kill: so long after the first change of a pool.")
  String sweep = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes the file for all: load.connections=500. Repeatable.")
  List<String> changes = List.of();

  @Option(
      names = "--engine",
      paramLabel = "E",
      description = "sim, or cluster (JVMs of this machine). Default: ${DEFAULT-VALUE}.")
  String engine = RunCommand.Engine.SIMULATOR;

  @Option(
      names = "--seeds",
      paramLabel = "K",
      description = "Runs each combination with the seeds 1..K. Default: ${DEFAULT-VALUE}.")
  int seeds = 1;

  @Mixin JsonOption json = new JsonOption();

  @Mixin ClusterOptions options = new ClusterOptions();

  Compare(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    json.applyTo(console);
    boolean simulated = RunCommand.Engine.isSimulator(engine);
    Map<String, List<String>> values = VaryOption.values(vary, sweep);
    List<Variant> variants = Variant.all(values);
    if (seeds < 1 || (long) seeds * variants.size() > MOST_RUNS) {
      throw new BadInput(
          "--seeds %d with %d combinations is not 1..%d runs"
              .formatted(seeds, variants.size(), MOST_RUNS));
    }
    // All files are read before anything runs: a wrong value is found at once.
    List<Comparing.Job> jobs = new ArrayList<>();
    for (Variant variant : variants) {
      Scenarios.Chosen chosen = chosen(variant);
      LongStream.rangeClosed(1, seeds)
          .forEach(seed -> jobs.add(new Comparing.Job(variant, chosen, seed)));
    }
    RunFolder folder = RunFolder.create(home, "compare-" + jobs.get(0).chosen().scenario().name());
    List<RunReport> reports =
        simulated
            ? new Comparing(console).simulate(jobs, Compare::simulate)
            : ReapGuard.around(home.state(), console, () -> inCluster(jobs, folder));
    show(comparison(values, variants, jobs, reports), folder);
    return 0;
  }

  private Scenarios.Chosen chosen(Variant variant) {
    List<String> all = new ArrayList<>(changes);
    all.addAll(VaryOption.changes(variant));
    Scenarios.Chosen chosen = new Scenarios(home).choose(scenario, all);
    require(chosen.scenario());
    String at = variant.choices().get(Variant.KILL_AT);
    if (at == null) {
      return chosen;
    }
    Scenario moved =
        Sweep.killAt(chosen.scenario(), VaryOption.offset(at))
            .orElseThrow(
                () ->
                    new BadInput(
                        scenario
                            + " cannot be swept: it needs a kill and a change of a pool (set-pool),"
                            + " and no kill before the load"));
    return new Scenarios.Chosen(chosen.file(), moved);
  }

  private void require(Scenario chosen) {
    if (RunCommand.Engine.isSimulator(engine)) {
      Outside.none(chosen);
    } else {
      Outside.notClient(chosen, chosen.load().client(), "load");
    }
  }

  private static RunReport simulate(Comparing.Job job) {
    return Judge.judge(SimRun.run(job.chosen().scenario(), SimulatorOptions.of(job.seed())))
        .inNumbers();
  }

  private List<RunReport> inCluster(List<Comparing.Job> jobs, RunFolder folder) {
    List<RunReport> reports = new ArrayList<>();
    for (Comparing.Job job : jobs) {
      console.stage(
          "variant",
          "%d of %d: %s, seed %d"
              .formatted(reports.size() + 1, jobs.size(), job.variant(), job.seed()));
      List<String> all = new ArrayList<>(changes);
      all.addAll(VaryOption.changes(job.variant()));
      Launch launch =
          options.launch(
              job.chosen(),
              job.seed(),
              true,
              folder.logs().resolve("run-" + (reports.size() + 1)),
              "",
              all);
      LocalCluster cluster = Startup.start(home.state(), console, launch);
      try {
        RunReport report =
            Judge.judge(
                    new ClusterRun(
                            cluster,
                            console,
                            launch.scenario(),
                            launch.seed(),
                            Faults.Victims.asPlanned())
                        .run())
                .from(new RunReport.Origin(again(), Reports.machine()));
        folder.write(reports.size() + 1, report);
        console.stage("result", Row.of(job.variant(), List.of(report)).summary());
        reports.add(report.inNumbers());
      } finally {
        console.stage("down", Down.describe(cluster.stop()));
      }
    }
    return reports;
  }

  private Comparison comparison(
      Map<String, List<String>> values,
      List<Variant> variants,
      List<Comparing.Job> jobs,
      List<RunReport> reports) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      rows.add(Row.of(variants.get(i), reports.subList(i * seeds, (i + 1) * seeds)));
    }
    RunReport first = reports.get(0);
    return new Comparison(
        first.scenario(),
        first.description(),
        first.engine(),
        jobs.stream().map(Comparing.Job::seed).distinct().toList(),
        List.copyOf(values.keySet()),
        rows,
        new RunReport.Origin(again(), Reports.machine()));
  }

  private void show(Comparison comparison, RunFolder folder) {
    folder.write("compare.json", comparison.json());
    folder.write("compare.csv", comparison.csv());
    folder.write("compare.html", ComparePage.html(comparison, folder.name()));
    if (console.isJson()) {
      console.result(comparison.json().strip());
    }
    Table table = new Table(comparison.headings().toArray(String[]::new));
    comparison.rows().forEach(row -> table.row(comparison.cells(row).toArray(String[]::new)));
    table.lines().forEach(console::line);
    console.stage("page", folder + "/compare.html, compare.csv, compare.json");
    console.stage("again", again());
  }

  private String again() {
    StringBuilder again = new StringBuilder("./azimux compare ").append(scenario);
    vary.forEach(one -> again.append(" --vary ").append(one));
    again.append(sweep.isEmpty() ? "" : " --sweep " + sweep);
    changes.forEach(change -> again.append(" --set '").append(change).append('\''));
    again.append(seeds == 1 ? "" : " --seeds " + seeds);
    again.append(options.placement.isEmpty() ? "" : " --placement " + options.placement);
    return again.append(engine.equals("sim") ? "" : " --engine " + engine).toString();
  }
}
