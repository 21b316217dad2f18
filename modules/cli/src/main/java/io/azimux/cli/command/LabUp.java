package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.lab.Lab;
import io.azimux.cli.lab.Unprivileged;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds the guests and starts the cluster. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Builds the attached guests of a scenario, and starts the cluster that they are",
      "attached to. What a lab that was cut off has left is taken away before."
    },
    footer = {"", "Example:", "  sudo ./azimux lab up"})
final class LabUp implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = "Scenario file, or name of one in scenarios/. Default: ${DEFAULT-VALUE}.")
  String scenario = LabCommand.DEFAULT;

  @Option(
      names = "--placement",
      paramLabel = "P",
      description = "Which elements share a JVM. Default: as the scenario says.")
  String placement = "";

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      description = "Port of the live page; 0 for none. Default: as for ./azimux up.")
  int consolePort = -1;

  LabUp(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws IOException {
    Lab.requireRoot();
    Closeable lock = LabDown.lock(home);
    try {
      return LabCommand.with(console, home, this::build);
    } finally {
      lock.close();
    }
  }

  private int build(Lab lab) {
    long begun = System.nanoTime();
    lab.requireAble();
    Scenarios.Chosen chosen = new Scenarios(home).choose(scenario);
    if (LocalCluster.isRunning(home.state())) {
      if (lab.scenario().isEmpty()) {
        throw new CannotStart("a cluster is running already.\nStop it with: ./azimux down");
      }
      if (lab.stands(chosen.scenario())) {
        console.stage("lab", "is there already; take it down with: sudo ./azimux lab down");
        return ExitCode.PASS.status();
      }
    }
    Unprivileged azimux = new Unprivileged(home.root(), home.state().path());
    LabDown.all(console, home, lab);
    azimux.handOver();
    Thread hook = new Thread(() -> LabDown.all(console, home, lab), "lab-down");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return built(lab, chosen, azimux, begun);
    } finally {
      release(hook);
    }
  }

  private int built(Lab lab, Scenarios.Chosen chosen, Unprivileged azimux, long begun) {
    boolean done = false;
    try {
      lab.build(chosen.scenario(), chosen.file());
      console.stage("lab", "starts the cluster as " + azimux.describe());
      int status = azimux.run(arguments(chosen));
      done = status == 0;
      if (done) {
        advise(begun);
      }
      return status;
    } finally {
      if (!done) {
        LabDown.all(console, home, lab);
      }
    }
  }

  private List<String> arguments(Scenarios.Chosen chosen) {
    List<String> arguments =
        new ArrayList<>(List.of("up", chosen.file().toAbsolutePath().toString()));
    if (!placement.isEmpty()) {
      arguments.addAll(List.of("--placement", placement));
    }
    if (consolePort >= 0) {
      arguments.addAll(List.of("--console-port", Integer.toString(consolePort)));
    }
    return arguments;
  }

  private void advise(long begun) {
    console.stage(
        "lab",
        String.format(Locale.ROOT, "ready after %.1f s. Try:", (System.nanoTime() - begun) / 1e9));
    console.line("  sudo ./azimux lab exec remote-pc -- ssh azureuser@20.240.9.27");
    console.line("  sudo ./azimux lab exec nva1 -- tcpdump -i eth0 host 141.192.166.93 -n -t");
    console.line("  sudo ./azimux lab exec nva1 -- iptables -t nat -L -n");
    console.line("  ./azimux kill mux-1; ./azimux restart mux-1");
    console.line("  sudo ./azimux lab down");
  }

  private static void release(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the hook runs now, and does what it is for
    }
  }
}
