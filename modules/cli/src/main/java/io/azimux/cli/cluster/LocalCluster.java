package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cli.fleet.Inquiry;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The cluster that runs on this machine, and its JVMs one by one. Used by one thread. JVMs are
 * started again only by the program that started the cluster.
 */
public final class LocalCluster implements Fleet {
  /** A JVM of this machine that takes longer to accept a connection is not there. */
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** A healthy JVM answers within milliseconds; one that does not is asked again later. */
  private static final Duration SOON = Duration.ofMillis(500);

  /** The name of this engine. */
  public static final String ENGINE = "cluster";

  private final StateDirectory directory;
  private final Optional<Launch> launch;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final ExecutorService threads = Executors.newCachedThreadPool(LocalCluster::thread);
  private final Inquiry<Status> status = new Inquiry<>(this, carrier -> client(carrier).status());
  private final Map<String, Integer> starts = new LinkedHashMap<>();
  private volatile ClusterState state;

  LocalCluster(StateDirectory directory, ClusterState state) {
    this(directory, state, Optional.empty());
  }

  /** The cluster that this program starts. */
  LocalCluster(StateDirectory directory, ClusterState state, Optional<Launch> launch) {
    this.directory = directory;
    this.launch = launch;
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

  /**
   * The same, with what it takes to start its JVMs again.
   *
   * @throws CannotStart where none runs
   */
  public static LocalCluster running(StateDirectory directory, Launch launch) {
    LocalCluster running =
        new LocalCluster(directory, running(directory).state, Optional.of(launch));
    running.state.processes().forEach(one -> running.starts.put(one.name(), 1));
    return running;
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

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public List<Carrier> carriers() {
    return state.processes().stream().map(LocalCluster::carrier).toList();
  }

  private static Carrier carrier(NodeProcess process) {
    return new Carrier(
        process.name(),
        process.elements(),
        Long.toString(process.pid()),
        "pid " + process.pid(),
        "127.0.0.1:" + process.arteryPort());
  }

  /** The JVM of a carrier, also when another one has its name by now. */
  private Optional<ProcessHandle> find(Carrier carrier) {
    return process(carrier).flatMap(process -> directory.jvms().find(process));
  }

  private Optional<NodeProcess> process(Carrier carrier) {
    return state.processes().stream()
        .filter(process -> Long.toString(process.pid()).equals(carrier.life()))
        .findFirst();
  }

  @Override
  public NodeClient client(Carrier carrier) {
    NodeProcess process =
        process(carrier)
            .orElseThrow(() -> new IllegalArgumentException(carrier.place() + " is gone"));
    return new NodeClient(http, URI.create(process.url()), state.token());
  }

  @Override
  public Map<String, Status> statuses() {
    Map<String, Status> byName = new LinkedHashMap<>();
    status.ask(SOON).forEach((carrier, answer) -> byName.put(carrier.name(), answer));
    return byName;
  }

  /** Backends that answer probes, as the controller knows it: {@code nva1/eth0}. */
  public List<String> healthyBackends() {
    return ClusterReadiness.healthyBackends(statuses().values());
  }

  @Override
  public ExecutorService threads() {
    return threads;
  }

  @Override
  public Standing standing(Carrier carrier) {
    Optional<ProcessHandle> handle = find(carrier);
    if (handle.isEmpty()) {
      return Standing.GONE;
    }
    boolean stands = Signal.state(handle.get().pid()).equals("T");
    return stands ? Standing.STANDS_STILL : Standing.RUNS;
  }

  /** SIGKILL. */
  @Override
  public CompletableFuture<Long> kill(Carrier carrier) {
    Optional<ProcessHandle> handle = find(carrier);
    handle.ifPresent(ProcessHandle::destroyForcibly);
    return gone(handle);
  }

  /** SIGTERM. */
  @Override
  public CompletableFuture<Long> terminate(Carrier carrier) {
    Optional<ProcessHandle> handle = find(carrier);
    handle.ifPresent(ProcessHandle::destroy);
    return gone(handle);
  }

  /** Completes with the time at which the process is gone; at once where it was before. */
  private static CompletableFuture<Long> gone(Optional<ProcessHandle> handle) {
    return handle
        .map(ProcessHandle::onExit)
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenApply(ended -> Fleet.now());
  }

  /** SIGSTOP. */
  @Override
  public void pause(Carrier carrier) {
    signal(carrier, Signal.STOP);
  }

  /** SIGCONT. */
  @Override
  public void resume(Carrier carrier) {
    signal(carrier, Signal.CONT);
  }

  private void signal(Carrier carrier, Signal signal) {
    ProcessHandle handle =
        find(carrier).orElseThrow(() -> new CannotStart("the JVM " + carrier.name() + " is gone"));
    signal.send(handle.pid());
  }

  @Override
  public Optional<Carrier> start(String element) {
    Launch as =
        launch.orElseThrow(
            () -> new CannotStart("only the program that started the cluster starts JVMs again"));
    Optional<NodeProcess> before = state.carrier(element);
    if (before.filter(this::isAlive).isPresent()) {
      return Optional.empty();
    }
    NodeProcess process =
        before
            .map(dead -> Startup.again(this, as, dead))
            .orElseGet(() -> Startup.standby(this, as, element));
    return Optional.of(carrier(process));
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
