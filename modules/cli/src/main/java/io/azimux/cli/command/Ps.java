package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cluster.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the elements of the running cluster. */
@Command(
    name = "ps",
    mixinStandardHelpOptions = true,
    description = {
      "Shows every element of the running cluster: which process carries it, whether it",
      "runs, where its metrics are."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux ps",
      "  ./azimux ps --json | jq '.elements[] | select(.state != \"up\")'"
    })
final class Ps implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Mixin JsonOption json = new JsonOption();

  Ps(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    json.applyTo(console);
    LocalCluster cluster = LocalCluster.running(home.state());
    Scenarios.Chosen chosen = new Scenarios(home).choose(cluster.state().scenario());
    List<Elements.Row> rows = Elements.rows(cluster, chosen.scenario());
    if (console.isJson()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("scenario", cluster.state().scenario());
      all.put("placement", cluster.state().placement());
      all.put("started", cluster.state().started());
      all.put("elements", rows);
      console.result(JsonWriter.write(all));
    } else {
      Elements.table(rows).forEach(console::line);
    }
    return ExitCode.PASS.status();
  }
}
