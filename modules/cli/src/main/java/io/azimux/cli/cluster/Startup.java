package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.process.ClusterState;
import io.azimux.cli.process.NodeProcess;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Starts a cluster: first the JVM that forms it, then the others, a few at a time, so that they do
 * not starve each other while they load.
 */
public final class Startup {
  /** JVMs that may be between their start and their first answer at one time. */
  private static final int AT_ONCE = 8;

  /** A machine so slow that this is not enough is too slow for the cluster's timers, too. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Duration ASK_EVERY = Duration.ofMillis(100);
  private static final int LOG_LINES = 12;

  private final Console console;
  private final Launch launch;
  private final List<JvmPlan> plans;
  private final ClusterReadiness readiness;
  private final Map<String, Status> answers = new LinkedHashMap<>();
  private final LocalCluster cluster;
  private final NodeLauncher launcher;
  private int next;
  private List<Integer> httpPorts = List.of();
  private List<Integer> arteryPorts = List.of();

  private Startup(StateDirectory directory, Console console, Launch launch) {
    this.console = console;
    this.launch = launch;
    this.plans =
        Placement.plan(launch.scenario(), launch.placement()).stream()
            .filter(plan -> !isStandby(launch, plan))
            .toList();
    this.readiness = new ClusterReadiness(launch.scenario().world(), plans);
    this.launcher = new NodeLauncher(directory, launch);
    this.cluster =
        new LocalCluster(
            directory,
            new ClusterState(
                launch.scenarioFile().toAbsolutePath().toString(),
                label(launch.placement()),
                launch.seed(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                launch.directory().toString(),
                launch.token(),
                launch.attached(),
                List.of()),
            Optional.of(launch));
  }

  /** Name of a placement in files and options. */
  public static String label(Scenario.Placement placement) {
    return placement.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Starts a cluster and waits until it can carry traffic. On failure nothing is left running.
   *
   * @throws CannotStart where one runs already, a port is in use, or it does not get ready
   */
  public static LocalCluster start(StateDirectory directory, Console console, Launch launch) {
    refuseSecond(directory);
    Startup startup = new Startup(directory, console, launch);
    startup.choosePorts();
    try {
      startup.run();
      return startup.cluster;
    } catch (RuntimeException e) {
      startup.cluster.stop();
      throw e;
    }
  }

  private static void refuseSecond(StateDirectory directory) {
    directory
        .read()
        .filter(state -> !LocalCluster.living(directory, state).isEmpty())
        .ifPresent(
            state -> {
              throw new CannotStart(
                  "a cluster is running already (%s, %d JVMs, since %s).\nStop it with: ./azimux down"
                      .formatted(
                          Path.of(state.scenario()).getFileName(),
                          LocalCluster.living(directory, state).size(),
                          state.started()));
            });
  }

  private void choosePorts() {
    int count = plans.size();
    boolean fixedHttp = launch.httpPort() > 0;
    boolean fixedArtery = launch.basePort() > 0;
    List<Integer> free = Ports.free(2 * count);
    httpPorts = fixedHttp ? Ports.from(launch.httpPort(), count, "HTTP") : free.subList(0, count);
    arteryPorts =
        fixedArtery
            ? Ports.from(launch.basePort(), count, "cluster")
            : free.subList(count, 2 * count);
  }

  private void run() {
    try {
      Files.createDirectories(launch.directory());
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + launch.directory() + ": " + e.getMessage(), e);
    }
    launch.archive().prepare(console, launch, cluster.directory().jvms().mark());
    long begun = System.nanoTime();
    Poll poll = new Poll(console, "start", ASK_EVERY);
    if (!poll.until(this::round, LIMIT, this::progress)) {
      throw new CannotStart(
          "the cluster did not get ready within %d s. Missing: %s\nLogs: %s"
              .formatted(
                  LIMIT.toSeconds(),
                  String.join(", ", readiness.judge(answers.values()).missing()),
                  launch.directory()));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    console.stage(
        "start", String.format(Locale.ROOT, "%s  (ready after %.1f s)", progress(), seconds));
  }

  private boolean round() {
    startMore();
    for (NodeProcess process : cluster.state().processes()) {
      if (!cluster.isAlive(process)) {
        throw new CannotStart(
            "the JVM %s ended while it started. Its last words (%s):\n%s"
                .formatted(process.name(), process.log(), lastLines(Path.of(process.log()))));
      }
    }
    answers.putAll(cluster.statuses());
    return next == plans.size() && readiness.judge(answers.values()).isReady();
  }

  /** The first JVM must be a member before others can join it. */
  private void startMore() {
    int answering = answers.size();
    boolean formed = answers.values().stream().anyMatch(status -> status.self().equals("Up"));
    while (next < plans.size() && next - answering < AT_ONCE && (next == 0 || formed)) {
      JvmPlan plan = plans.get(next);
      List<String> seeds = next == 0 ? List.of() : List.of("127.0.0.1:" + arteryPorts.get(0));
      cluster.started(launcher.start(plan, httpPorts.get(next), arteryPorts.get(next), seeds, 0));
      next++;
    }
  }

  private String progress() {
    return readiness.describe(readiness.judge(answers.values()));
  }

  private static boolean isStandby(Launch launch, JvmPlan plan) {
    return Placement.standby(launch.scenario().world()).containsAll(plan.elements());
  }

  /** Starts a JVM again that had been killed, with its old name and ports. */
  static NodeProcess again(LocalCluster cluster, Launch launch, NodeProcess dead) {
    JvmPlan plan = plan(launch, candidate -> candidate.name().equals(dead.name()));
    return more(cluster, launch, plan, dead.httpPort(), dead.arteryPort());
  }

  /** Starts the JVM of an element that was not started with the others. */
  static NodeProcess standby(LocalCluster cluster, Launch launch, String element) {
    JvmPlan plan = plan(launch, candidate -> candidate.elements().contains(element));
    List<Integer> ports = Ports.free(2);
    return more(cluster, launch, plan, ports.get(0), ports.get(1));
  }

  private static JvmPlan plan(Launch launch, Predicate<JvmPlan> wanted) {
    return Placement.plan(launch.scenario(), launch.placement()).stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such JVM in the plan"));
  }

  private static NodeProcess more(
      LocalCluster cluster, Launch launch, JvmPlan plan, int httpPort, int arteryPort) {
    NodeProcess process =
        new NodeLauncher(cluster.directory(), launch)
            .start(
                plan,
                httpPort,
                arteryPort,
                cluster.seedsFor(plan.name()),
                cluster.starts(plan.name()));
    cluster.started(process);
    return process;
  }

  private static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
