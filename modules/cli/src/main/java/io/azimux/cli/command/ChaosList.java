package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.console.Table;
import io.azimux.cli.deployed.Engine;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.topology.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what can be run. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {"Shows all scenarios, and which engines can do what they ask for."},
    footer = {"", "Example:", "  ./azimux chaos list"})
final class ChaosList implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Mixin JsonOption json = new JsonOption();

  ChaosList(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  /**
   * One scenario.
   *
   * @param engines those that can do all its faults
   */
  record Row(String name, String description, List<String> engines) {
    Row {
      engines = List.copyOf(engines);
    }
  }

  @Override
  public Integer call() {
    json.applyTo(console);
    List<Row> rows = rows();
    if (console.isJson()) {
      console.result(JsonWriter.write(Map.of("scenarios", rows)));
      return ExitCode.PASS.status();
    }
    Table table = new Table("scenario", "engines", "what happens");
    rows.forEach(row -> table.row(row.name(), String.join(" ", row.engines()), row.description()));
    table.lines().forEach(console::line);
    return ExitCode.PASS.status();
  }

  /** Files that draw worlds from seeds are for the simulator only; real guests do as they like. */
  private List<Row> rows() {
    Scenarios scenarios = new Scenarios(home);
    List<Row> rows = new ArrayList<>();
    for (String name : scenarios.names()) {
      if (scenarios.soak(name).isEmpty()) {
        Scenario scenario = scenarios.choose(name).scenario();
        if (!scenario.world().attached().isEmpty()) {
          continue;
        }
        rows.add(
            new Row(
                name,
                scenario.description(),
                Arrays.stream(Engine.values())
                    .filter(engine -> engine.refused(scenario).isEmpty())
                    .map(Engine::label)
                    .toList()));
      }
    }
    return rows;
  }
}
