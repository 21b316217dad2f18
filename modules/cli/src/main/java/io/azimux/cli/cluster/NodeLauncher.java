package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.process.NodeJvms;
import io.azimux.cli.process.NodeProcess;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.cluster.placement.JvmPlan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts JVMs that carry elements.
 *
 * <p>Each gets a session of its own, so that an interrupt from the keyboard reaches only the
 * command, which then ends them in order, and so that a cluster outlives the terminal it was
 * started in. An attached JVM reads standard input and ends when that does: it cannot outlive the
 * command, however that ends.
 */
final class NodeLauncher {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final StateDirectory state;
  private final Launch launch;

  NodeLauncher(StateDirectory state, Launch launch) {
    this.state = state;
    this.launch = launch;
  }

  /**
   * Starts one.
   *
   * @param seeds JVMs to join through; none for the one that forms the cluster
   * @param life how often one of this name was started before
   */
  NodeProcess start(JvmPlan plan, int httpPort, int arteryPort, List<String> seeds, int life) {
    Path log = launch.directory().resolve(plan.name() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(plan, httpPort, arteryPort, seeds, life))
            .directory(launch.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (!launch.attached()) {
      builder.redirectInput(new File("/dev/null"));
    }
    // Options of a process may stand in its environment, and whatever stands in this one is not
    // meant.
    builder.environment().keySet().removeIf(name -> name.startsWith("AZIMUX_"));
    builder.environment().put("CLASSPATH", launch.classPath());
    builder.environment().put("AZIMUX_TOKEN", launch.token());
    try {
      Process process = builder.start();
      return new NodeProcess(
          plan.name(),
          plan.elements(),
          process.pid(),
          NodeJvms.startedMillis(process.toHandle()),
          httpPort,
          arteryPort,
          log.toString());
    } catch (IOException e) {
      throw new CannotStart("cannot start a JVM: " + e.getMessage(), e);
    }
  }

  private List<String> command(
      JvmPlan plan, int httpPort, int arteryPort, List<String> seeds, int life) {
    List<String> command = virtualMachine(plan);
    command.add("io.azimux.cluster.NodeMain");
    command.addAll(List.of("--scenario", launch.scenarioFile().toAbsolutePath().toString()));
    command.addAll(List.of("--placement", Startup.label(launch.placement())));
    command.addAll(List.of("--jvm", plan.name()));
    command.addAll(List.of("--http-port", Integer.toString(httpPort)));
    command.addAll(List.of("--port", Integer.toString(arteryPort)));
    command.addAll(List.of("--seed", Long.toString(launch.seed())));
    command.addAll(List.of("--life", Integer.toString(life)));
    if (launch.hasOwnSettings()) {
      command.addAll(List.of("--settings", JsonWriter.write(launch.scenario().world().settings())));
    }
    launch.changes().forEach(change -> command.addAll(List.of("--set", change)));
    if (!launch.mutation().isEmpty()) {
      command.addAll(List.of("--mutate", launch.mutation()));
    }
    if (!seeds.isEmpty()) {
      command.addAll(List.of("--seeds", String.join(",", seeds)));
    }
    if (launch.attached()) {
      command.add("--exit-with-parent");
    }
    return command;
  }

  private List<String> virtualMachine(JvmPlan plan) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmPlan.VIRTUAL_MACHINE);
    command.add("-Xmx" + heapMegabytes(plan) + "m");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(launch.archive().options());
    command.add(state.jvms().mark());
    return command;
  }

  /** A JVM with one element needs 64 MB; each further one brings its tables and queues. */
  private static int heapMegabytes(JvmPlan plan) {
    return 128 + 32 * plan.elements().size();
  }
}
