package io.azimux.cluster;

import io.azimux.cluster.bootstrap.Bootstrap;
import io.azimux.cluster.bootstrap.Kubernetes;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.host.Directory;
import io.azimux.cluster.host.Doors;
import io.azimux.cluster.host.ElementRegistry;
import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.host.NodeFactory;
import io.azimux.cluster.host.Surroundings;
import io.azimux.cluster.http.NodeServer;
import io.azimux.cluster.http.Pages;
import io.azimux.cluster.http.Setup;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.journal.Journal;
import io.azimux.cluster.metrics.Metrics;
import io.azimux.cluster.placement.Placement;
import io.azimux.cluster.store.ProcessStore;
import io.azimux.cluster.store.StoreFaults;
import io.azimux.cluster.store.StoreSetup;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/**
 * One process of a cluster, apart from {@code main}: an actor system with its elements, and the
 * endpoint that shows them.
 */
public final class NodeJvm implements AutoCloseable {
  private final NodeSettings settings;
  private final ActorSystem<Void> system;
  private final Hosting hosting;
  private final NodeServer server;
  private final Metrics metrics;
  private final Standstill standstill = Standstill.watch(System::nanoTime);
  private final SilencedTransport transport;
  private final CompletableFuture<Done> up = new CompletableFuture<>();

  private NodeJvm(
      NodeSettings settings,
      ActorSystem<Void> system,
      Hosting hosting,
      Wiring wiring,
      NodeServer server) {
    this.settings = settings;
    this.system = system;
    this.hosting = hosting;
    this.server = server;
    this.metrics = new Metrics(hosting, wiring, settings.jvm(), system);
    this.transport = new SilencedTransport(system);
  }

  /**
   * Starts the elements and the endpoint. The process joins no cluster before {@link #join}.
   *
   * @throws IOException naming the address, if one cannot be bound
   */
  public static NodeJvm start(NodeSettings settings, Wiring wiring, NodeFactory factory)
      throws IOException {
    return start(settings, wiring, factory, Doors.NONE);
  }

  /** The same with guests outside. */
  static NodeJvm start(NodeSettings settings, Wiring wiring, NodeFactory factory, Doors doors)
      throws IOException {
    List<Wiring.Element> elements = settings.elements().stream().map(wiring::element).toList();
    NodeServer server = new NodeServer(settings.http(), settings.token());
    List<String> roles =
        Stream.concat(
                elements.stream().map(element -> Placement.label(element.role())).distinct(),
                Stream.of(HttpRole.of(server.address().getPort()), Succession.role(settings.jvm())))
            .toList();
    Surroundings surroundings =
        Surroundings.of(
                new Directory(),
                new Journal(Journal.CAPACITY, epochOffset()),
                new ElementRegistry(),
                System::nanoTime,
                new ProcessStore(
                    wiring.names(Wiring.Role.MUX),
                    new StoreSetup(new StoreFaults(settings.jvm().hashCode()))))
            .with(doors);
    Hosting hosting = new Hosting(surroundings, elements);
    ActorSystem<Void> system;
    try {
      system =
          ActorSystem.create(
              hosting.guardian(factory), NodeConfig.SYSTEM, setup(settings, roles, hosting));
    } catch (RuntimeException failure) {
      server.close();
      throw new IOException(
          "cannot start the cluster node on "
              + settings.artery().getHostString()
              + ":"
              + settings.artery().getPort()
              + ": "
              + reason(failure),
          failure);
    }
    NodeJvm jvm = new NodeJvm(settings, system, hosting, wiring, server);
    jvm.open();
    system.systemActorOf(Succession.of(settings.jvm()), "azimux-succession", Props.empty());
    system.systemActorOf(DownedMembers.watch(), "azimux-downed-members", Props.empty());
    return jvm;
  }

  private static ActorSystemSetup setup(
      NodeSettings settings, List<String> roles, Hosting hosting) {
    ActorSystemSetup setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(NodeConfig.of(settings, roles)),
            hosting.surroundings().registry(),
            hosting.surroundings().store().setup());
    return settings.bootstrap() == null
        ? setup
        : setup.withSetup(Kubernetes.readiness(system -> obstacle(system, hosting)));
  }

  private static Optional<String> obstacle(
      org.apache.pekko.actor.ActorSystem system, Hosting hosting) {
    return Readiness.obstacle(Cluster.get(Adapter.toTyped(system)), hosting)
        .or(() -> Readiness.idleness(hosting));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static long epochOffset() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
  }

  private void open() {
    Pages.serve(server, hosting, this::status, metrics::scrape, this::obey);
    Pages.serveReadiness(server, () -> Readiness.obstacle(Cluster.get(system), hosting));
    server.start();
    if (settings.drain()) {
      CoordinatedShutdown.get(system)
          .addTask(
              CoordinatedShutdown.PhaseBeforeServiceUnbind(),
              "drain",
              () -> hosting.retire().thenApply(inTime -> Done.getInstance()));
    }
    org.apache.pekko.cluster.Cluster.get(Adapter.toClassic(system))
        .registerOnMemberUp(() -> up.complete(Done.getInstance()));
  }

  /** Tells on a page of its own what the process was started with. */
  void tell(Setup setup) {
    Pages.serveSetup(server, setup);
  }

  /** Joins the cluster of these processes; forms one alone where there are none. */
  public void join(List<String> seeds) {
    List<Address> addresses =
        seeds.isEmpty()
            ? List.of(Cluster.get(system).selfMember().address())
            : seeds.stream().map(NodeJvm::address).toList();
    Cluster.get(system).manager().tell(new JoinSeedNodes(addresses));
  }

  /**
   * Looks for the other processes among the pods of its Kubernetes namespace, and joins them.
   *
   * @throws IOException naming the port by which they ask one another, if it cannot be bound
   */
  public void bootstrap(Bootstrap bootstrap) throws IOException {
    Kubernetes.start(Adapter.toClassic(system), bootstrap);
  }

  private static Address address(String seed) {
    return AddressFromURIString.parse("pekko://" + NodeConfig.SYSTEM + "@" + seed);
  }

  /** Completes when the process is a full member of the cluster. */
  public CompletionStage<Done> up() {
    return up;
  }

  /** Completes when the actor system has ended. */
  public CompletionStage<Done> terminated() {
    return system.getWhenTerminated();
  }

  /** {@code host:port} by which other processes join. */
  public String arteryAddress() {
    return Cluster.get(system).selfMember().address().hostPort().replaceFirst("^.*@", "");
  }

  /** Base address of the endpoint. */
  public String httpAddress() {
    return "http://" + settings.http().getHostString() + ":" + server.address().getPort();
  }

  /** The elements here. */
  public Hosting hosting() {
    return hosting;
  }

  /** What the process says of itself. */
  public Status status() {
    return StatusReport.of(settings.jvm(), Cluster.get(system), hosting, standstill.longest());
  }

  /**
   * From now on these faults hold.
   *
   * @throws IllegalArgumentException where this process cannot do them
   */
  void obey(ChaosOrder order) {
    transport.silence(order.silentTo());
    hosting.surroundings().links().replace(order);
    hosting
        .surroundings()
        .store()
        .faults()
        .set(Duration.ofNanos(order.replicationDelayNanos()), order.replicationLoss());
  }

  /** Metrics in Prometheus' text format. */
  public String scrape() {
    return metrics.scrape();
  }

  /** Ends the process' part without leaving the cluster politely. */
  @Override
  public void close() {
    server.close();
    metrics.close();
    standstill.close();
    system.terminate();
  }
}
