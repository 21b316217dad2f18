package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.fleet.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Starts elements again that were killed. */
@Command(
    name = "restart",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the JVMs of killed elements again, with their old names and ports, and",
      "returns at once. One that runs is left alone."
    },
    footer = {"", "Example:", "  ./azimux kill mux-2; ./azimux restart mux-2"})
final class Restart implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(
      arity = "1..*",
      paramLabel = "ELEMENT",
      description = "Names of elements; ./azimux ps shows all.")
  List<String> elements = new ArrayList<>();

  Restart(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    LocalCluster cluster = RunningCluster.of(home);
    elements.forEach(element -> Elements.carrier(cluster, element));
    for (String element : elements) {
      Optional<Carrier> started = cluster.start(element);
      console.stage(
          "restart",
          started.isPresent()
              ? "%s: JVM %s (%s)".formatted(element, started.get().name(), started.get().place())
              : element + " runs already");
    }
    return ExitCode.PASS.status();
  }
}
