package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.console.Poll;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.process.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Kills an element together with the JVM that carries it. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the JVM that carries an element, at once and without a goodbye (SIGKILL).",
      "Elements that share the JVM die with it."
    },
    footer = {"", "Example:", "  ./azimux kill mux-2"})
final class Kill implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Console console;
  private final Home home;

  @Parameters(paramLabel = "ELEMENT", description = "Name of the element; ./azimux ps shows all.")
  String element = "";

  Kill(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    LocalCluster cluster = LocalCluster.running(home.state());
    NodeProcess process = Elements.carrier(cluster, element);
    long begun = System.nanoTime();
    if (!cluster.isAlive(process)) {
      throw new CannotStart(element + " is gone already");
    }
    Carrier carrier = cluster.carrier(element).orElseThrow();
    CompletableFuture<Long> dead = cluster.kill(carrier);
    boolean gone =
        new Poll(console, "kill", Duration.ofMillis(5))
            .until(dead::isDone, LIMIT, () -> "waiting for the kernel");
    if (!gone) {
      throw new CannotStart("process %d does not end".formatted(process.pid()));
    }
    List<String> others =
        process.elements().stream().filter(name -> !name.equals(element)).toList();
    console.stage(
        "kill",
        "%s: JVM %s (pid %d) is gone after %d ms%s"
            .formatted(
                element,
                process.name(),
                process.pid(),
                (System.nanoTime() - begun) / 1_000_000,
                others.isEmpty() ? "" : "; with it " + String.join(", ", others)));
    return ExitCode.PASS.status();
  }
}
