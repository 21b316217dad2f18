package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.process.ClusterState;
import io.azimux.cli.process.NodeProcess;
import io.azimux.cli.process.Reaper;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The cluster that runs on this machine, and its JVMs one by one. Used by one thread. */
public final class LocalCluster {
  /** A JVM of this machine that takes longer to accept a connection is not there. */
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** A healthy JVM answers within milliseconds; one that does not is asked again later. */
  private static final Duration SOON = Duration.ofMillis(500);

  private final StateDirectory directory;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final ExecutorService threads = Executors.newCachedThreadPool(LocalCluster::thread);
  private final Inquiry<Status> status = new Inquiry<>(this, process -> client(process).status());
  private final Map<String, Integer> starts = new LinkedHashMap<>();
  private ClusterState state;

  LocalCluster(StateDirectory directory, ClusterState state) {
    this.directory = directory;
    this.state = state;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "inquiry");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The cluster that was started here before.
   *
   * @throws CannotStart where none runs
   */
  public static LocalCluster running(StateDirectory directory) {
    return directory
        .read()
        .filter(state -> !living(directory, state).isEmpty())
        .map(state -> new LocalCluster(directory, state))
        .orElseThrow(() -> new CannotStart("no cluster is running; start one with: ./azimux up"));
  }

  /** True where a cluster was started here and any of its JVMs still runs. */
  public static boolean isRunning(StateDirectory directory) {
    return directory.read().filter(state -> !living(directory, state).isEmpty()).isPresent();
  }

  /** JVMs of the state that still run. */
  static List<NodeProcess> living(StateDirectory directory, ClusterState state) {
    return state.processes().stream()
        .filter(process -> directory.jvms().find(process).isPresent())
        .toList();
  }

  /** What is known of it. */
  public ClusterState state() {
    return state;
  }

  /** Where its state lies. */
  StateDirectory directory() {
    return directory;
  }

  /** Takes note of a JVM that was started. */
  void started(NodeProcess process) {
    starts.merge(process.name(), 1, Integer::sum);
    state = state.with(process);
    directory.write(state);
  }

  /** How often a JVM of this name was started by this program. */
  int starts(String jvm) {
    return starts.getOrDefault(jvm, 0);
  }

  /** True while the JVM runs. */
  public boolean isAlive(NodeProcess process) {
    return directory.jvms().find(process).isPresent();
  }

  /** The HTTP interface of a JVM. */
  public NodeClient client(NodeProcess process) {
    return new NodeClient(http, URI.create(process.url()), state.token());
  }

  /** The interface of the JVM that carries the element. */
  public NodeClient clientOf(String element) {
    return client(
        state
            .carrier(element)
            .orElseThrow(() -> new IllegalArgumentException("no JVM carries " + element)));
  }

  /** What each JVM says of itself, by its name; those that do not answer soon are absent. */
  public Map<String, Status> statuses() {
    Map<String, Status> byName = new LinkedHashMap<>();
    status.ask(SOON).forEach((process, answer) -> byName.put(process.name(), answer));
    return byName;
  }

  /** Threads that ask JVMs; they do not keep the program alive. */
  ExecutorService threads() {
    return threads;
  }

  /**
   * Ends a JVM at once (SIGKILL).
   *
   * @return the process that was killed; empty where it was gone already
   */
  public Optional<ProcessHandle> kill(NodeProcess process) {
    Optional<ProcessHandle> handle = directory.jvms().find(process);
    handle.ifPresent(ProcessHandle::destroyForcibly);
    return handle;
  }

  /**
   * Asks a JVM to end (SIGTERM).
   *
   * @return the process that was asked; empty where it was gone already
   */
  Optional<ProcessHandle> terminate(NodeProcess process) {
    Optional<ProcessHandle> handle = directory.jvms().find(process);
    handle.ifPresent(ProcessHandle::destroy);
    return handle;
  }

  /** Stops a JVM where it stands (SIGSTOP), or lets it go on (SIGCONT). */
  void signal(NodeProcess process, Signal signal) {
    directory
        .jvms()
        .find(process)
        .ifPresentOrElse(
            handle -> signal.send(handle.pid()),
            () -> {
              throw new CannotStart("the JVM " + process.name() + " is gone");
            });
  }

  /** Ends all. */
  public Reaper.Outcome stop() {
    return stop(directory);
  }

  /** Ends all JVMs of this directory, whoever started them. */
  public static Reaper.Outcome stop(StateDirectory directory) {
    return new Reaper(directory).stopAll(Reaper.GRACE);
  }

  /** Artery addresses of the JVMs that live, for another one to join through. */
  List<String> seedsFor(String jvm) {
    List<String> seeds = new ArrayList<>();
    for (NodeProcess process : living(directory, state)) {
      if (!process.name().equals(jvm)) {
        seeds.add("127.0.0.1:" + process.arteryPort());
      }
    }
    return seeds;
  }
}
