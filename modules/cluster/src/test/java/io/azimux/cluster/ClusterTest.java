package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.journal.Journal;
import io.azimux.node.Measure;
import io.azimux.node.PacketSummary;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.trace.PacketTrace;
import io.azimux.node.trace.TraceCollector;
import io.azimux.packet.Tcp;
import io.azimux.packet.capture.PcapngReader;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole processes, several in one JVM, that speak over real sockets. */
class ClusterTest {
  private static final String PATIENCE =
      "pekko.cluster.failure-detector.acceptable-heartbeat-pause";
  private static final String TOKEN = "open sesame";
  private static final Optional<String> NONE = Optional.empty();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Scenario scenario = TestWorld.scenario();
  private final Wiring wiring = Wiring.of(scenario.world());
  private final List<NodeJvm> jvms = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    System.clearProperty(PATIENCE);
    ConfigFactory.invalidateCaches();
    jvms.forEach(NodeJvm::close);
    for (NodeJvm jvm : jvms) {
      jvm.terminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void theTracedWalkIsCompleteInOneProcess() throws Exception {
    NodeJvm all = start("all", names(element -> true), 0);
    all.join(List.of());
    assertThat(walk(all).isComplete()).isTrue();
  }

  @Test
  void theTracedWalkIsCompleteAcrossProcesses() throws Exception {
    NodeJvm one = start("one", names(element -> !isGuestSide(element)), 0);
    NodeJvm two = start("two", names(ClusterTest::isGuestSide), 0);
    one.join(List.of());
    two.join(List.of(one.arteryAddress()));
    PacketTrace trace = walk(one, two);
    assertThat(trace.isComplete()).isTrue();
    assertThat(trace.packet(0).orElseThrow().elements())
        .startsWith("remote-pc")
        .endsWith("vm-prod-1");
    assertThat(trace.packet(1).orElseThrow().elements()).noneMatch(name -> name.startsWith("mux"));
  }

  @Test
  void theEndpointShowsWhatRunsAndGuardsWhatChanges() throws Exception {
    NodeJvm all = start("all", names(element -> true), 0);
    all.join(List.of());
    NodeClient client = client(all, TOKEN);
    Status status = until("ready", () -> ready(client.status()));
    assertThat(status.jvm()).isEqualTo("all");
    assertThat(status.members()).singleElement().satisfies(m -> assertThat(m.reachable()).isTrue());
    assertThat(status.elements()).allSatisfy(e -> assertThat(e.state()).isEqualTo("up"));
    assertThat(status.members().get(0).http()).isEqualTo(all.httpAddress());
    assertThat(status.members().get(0).roles()).noneMatch(role -> role.startsWith("http"));
    assertThat(status.elements())
        .filteredOn(element -> element.role().equals("mux"))
        .isNotEmpty()
        .allSatisfy(
            mux -> {
              assertThat(mux.links())
                  .extracting(Status.Link::peer)
                  .containsExactlyElementsOf(wiring.names(Wiring.Role.ROUTER));
              assertThat(mux.links()).allSatisfy(l -> assertThat(l.packets()).isPositive());
            });
    String metrics = client.metrics();
    assertThat(metrics)
        .contains(
            "azimux_cluster_members{jvm=\"all\",state=\"up\"} 1.0",
            "azimux_cluster_leader{jvm=\"all\"} 1.0",
            "azimux_cluster_element_reachable{element=\"nva1\",jvm=\"all\"} 1.0",
            "azimux_elements_expected{jvm=\"all\",kind=\"mux\"} 4.0",
            "azimux_element_up{element=\"host-a\",kind=\"host\"} 1.0",
            "azimux_packets_finished_total{mux=\"mux-1\",reason=\"no_rule\"} 0.0",
            "# TYPE azimux_tcp_handshake_seconds histogram",
            "azimux_tcp_handshake_seconds_bucket{client=\"remote-pc\",le=\"+Inf\"} 0",
            "azimux_nva_ip_forward{vm=\"nva1\"} 1.0",
            "# TYPE azimux_router_packets_total counter",
            "azimux_queue_depth_packets{mux=\"mux-1\"} 0.0",
            "jvm_memory_used_bytes");
    ClientCommand command = new ClientCommand.OpenTraced(1, 1, scenario.walk().destination(), 22);
    assertThatThrownBy(() -> client(all, "wrong").command("remote-pc", command))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403");
    client.command("nva1", new OperatorCommand.SetListening(22, false));
    until("unhealthy", () -> healthy(client.status(), 1));
    assertThatThrownBy(() -> client.command("nobody", command))
        .hasMessageContaining("404")
        .hasMessageContaining("no element 'nobody'; known: [controller-1");
  }

  @Test
  void aCaptureIsReadableWhileItRuns() throws Exception {
    NodeJvm all = start("all", names(element -> true), 0);
    all.join(List.of());
    NodeClient client = client(all, TOKEN);
    until("ready", () -> ready(client.status()));
    Scenario.Walk walk = scenario.walk();
    try (InputStream stream = client.capture(walk.client())) {
      PcapngReader reader = new PcapngReader(stream);
      client.command(
          walk.client(),
          new ClientCommand.OpenTraced(2, walk.sourcePort(), walk.destination(), walk.port()));
      PcapngReader.CapturedPacket first = reader.next().orElseThrow();
      PacketSummary summary = PacketSummary.of(first.bytes(), 0, first.bytes().length);
      assertThat(summary.flow().destination()).isEqualTo(walk.destination());
      assertThat(summary.tcpFlags()).isEqualTo(Tcp.SYN);
    }
  }

  @Test
  void readersOfAnIdleElementThatWentAwayMakeRoomForOthers() throws Exception {
    NodeJvm all = start("all", names(element -> true), 0);
    all.join(List.of());
    NodeClient client = client(all, TOKEN);
    String idle = scenario.walk().client();
    until("known", () -> client.status().known().contains(idle) ? Optional.of(idle) : NONE);
    for (int i = 0; i < 4; i++) {
      client.capture(idle).close();
    }
    assertThat(until("room", () -> capture(client, idle))).isNotNull();
  }

  @Test
  void aProcessThatIsSilentToAnotherSendsItNothingUntilThatIsOver() throws Exception {
    System.setProperty(PATIENCE, "1s");
    ConfigFactory.invalidateCaches();
    NodeJvm one = start("one", names(element -> !isGuestSide(element)), 0, true);
    NodeJvm two = start("two", names(ClusterTest::isGuestSide), 0, true);
    one.join(List.of());
    two.join(List.of(one.arteryAddress()));
    NodeClient first = client(one, TOKEN);
    NodeClient second = client(two, TOKEN);
    until("ready", () -> ready(first.status()));
    first.chaos(silence(two.arteryAddress()));
    assertThat(first.status().chaos().silentTo()).containsExactly(two.arteryAddress());
    // Not even heartbeats come through.
    until("missed", () -> reaching(second.status(), 1));
    first.chaos(ChaosOrder.NONE);
    until("heard again", () -> reaching(second.status(), 2));
  }

  private static Optional<Status> reaching(Status status, int members) {
    long reachable = status.members().stream().filter(Status.Member::reachable).count();
    return reachable == members ? Optional.of(status) : Optional.empty();
  }

  @Test
  void aProcessThatWasNotStartedForItRefusesToBeCutOff() throws Exception {
    NodeJvm all = start("all", names(element -> true), 0);
    all.join(List.of());
    assertThatThrownBy(() -> client(all, TOKEN).chaos(silence("127.0.0.1:1")))
        .hasMessageContaining("400")
        .hasMessageContaining("this process cannot be cut off");
    assertThatThrownBy(() -> client(all, "wrong").chaos(ChaosOrder.NONE))
        .hasMessageContaining("403");
  }

  private static ChaosOrder silence(String address) {
    return new ChaosOrder(
        1, List.of(new ActiveFault("cut", "one>two")), List.of(), List.of(address), 0, 0);
  }

  /** Begins a capture and ends it; empty while too many run. */
  private static Optional<String> capture(NodeClient client, String element) throws Exception {
    try (InputStream stream = client.capture(element)) {
      return Optional.of(stream.toString());
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("429");
      return NONE;
    }
  }

  @Test
  void anAddressInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start("a", List.of("mux-1"), port))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot start the cluster node on 127.0.0.1:" + port);
    }
  }

  /** Has the client open the scenario's traced connection and waits for the whole trace. */
  private PacketTrace walk(NodeJvm... processes) throws Exception {
    List<NodeClient> clients = new ArrayList<>();
    for (NodeJvm jvm : processes) {
      clients.add(client(jvm, TOKEN));
    }
    for (NodeClient client : clients) {
      until("ready", () -> ready(client.status()));
    }
    Scenario.Walk walk = scenario.walk();
    clients
        .get(0)
        .command(
            walk.client(),
            new ClientCommand.OpenTraced(1, walk.sourcePort(), walk.destination(), walk.port()));
    return until("trace", () -> trace(clients).filter(PacketTrace::isComplete));
  }

  private static Optional<PacketTrace> trace(List<NodeClient> clients) throws Exception {
    TraceCollector collector = new TraceCollector();
    for (NodeClient client : clients) {
      Journal.Page page = client.journal(1);
      for (Entry entry : page.entries()) {
        if (entry.step() != null) {
          collector.add(entry.mark(), entry.element(), entry.step(), entry.epochNanos());
        }
      }
    }
    return collector.trace(1);
  }

  /** Ready: every element is known, every router here uses every MUX, backends are healthy. */
  private Optional<Status> ready(Status status) {
    int muxes = scenario.world().muxes().size();
    boolean ready = status.known().size() == wiring.elements().size();
    for (Status.Hosted element : status.elements()) {
      ready &=
          !element.role().equals("router") || sum(element, Measure.ROUTER_NEXT_HOP_ACTIVE) == muxes;
      ready &= !element.role().equals("controller") || sum(element, Measure.PROBE_HEALTHY) == 2;
    }
    return ready ? Optional.of(status) : Optional.empty();
  }

  private static Optional<Status> healthy(Status status, int backends) {
    double healthy =
        status.elements().stream()
            .filter(element -> element.role().equals("controller"))
            .mapToDouble(element -> sum(element, Measure.PROBE_HEALTHY))
            .sum();
    return healthy == backends ? Optional.of(status) : Optional.empty();
  }

  private static double sum(Status.Hosted element, Measure measure) {
    return element.readings().stream()
        .filter(reading -> reading.measure().equals(measure.metric()))
        .mapToDouble(Status.Value::value)
        .sum();
  }

  private static boolean isGuestSide(Wiring.Element element) {
    return element.role() == Wiring.Role.HOST || element.role() == Wiring.Role.VM;
  }

  private List<String> names(java.util.function.Predicate<Wiring.Element> which) {
    return wiring.elements().stream().filter(which).map(Wiring.Element::name).toList();
  }

  private NodeJvm start(String name, List<String> elements, int port) throws IOException {
    return start(name, elements, port, false);
  }

  private NodeJvm start(String name, List<String> elements, int port, boolean cuttable)
      throws IOException {
    NodeSettings settings =
        new NodeSettings(
            name,
            elements,
            new InetSocketAddress("127.0.0.1", port),
            new InetSocketAddress("127.0.0.1", port),
            new InetSocketAddress("127.0.0.1", 0),
            TOKEN,
            2,
            Duration.ofMinutes(1),
            null,
            null,
            cuttable,
            true);
    NodeJvm jvm = NodeJvm.start(settings, wiring, new ElementFactory(scenario.world(), wiring, 1));
    jvms.add(jvm);
    return jvm;
  }

  private static NodeClient client(NodeJvm jvm, String token) {
    return new NodeClient(HTTP, URI.create(jvm.httpAddress()), token);
  }

  private static <T> T until(String what, Callable<Optional<T>> ask) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Optional<T> answer = ask.call();
    while (answer.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never happened: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      answer = ask.call();
    }
    return answer.get();
  }
}
