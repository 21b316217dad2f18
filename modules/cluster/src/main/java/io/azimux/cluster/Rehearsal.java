package io.azimux.cluster;

import com.typesafe.config.ConfigFactory;
import io.azimux.cluster.bootstrap.Bootstrap;
import io.azimux.cluster.host.NodeFactory;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does once, in one JVM, what every process of a cluster does at its start: two of them find each
 * other, elements talk, the endpoint is read. A JVM that is started with {@code
 * -XX:ArchiveClassesAtExit} keeps the classes that this needed, and processes that are started with
 * that archive are up in half the time.
 */
public final class Rehearsal {
  private static final String HERE = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Rehearsal() {}

  /**
   * Rehearses with the scenario file that is the first argument; where {@code kubernetes} follows,
   * with what processes need there as well.
   */
  public static void main(String[] arguments) throws Exception {
    boolean kubernetes = arguments.length > 1 && arguments[1].equals("kubernetes");
    run(ScenarioFile.read(Path.of(arguments[0])), kubernetes);
    System.exit(0);
  }

  /**
   * Runs a scenario's elements in two parts until they all know one another.
   *
   * @param kubernetes whether Pekko Management and Cluster Bootstrap take part, which find their
   *     only process in the configuration: there is no API server
   * @throws TimeoutException if that takes a minute
   */
  public static void run(Scenario scenario, boolean kubernetes)
      throws IOException, InterruptedException, TimeoutException {
    Wiring wiring = Wiring.of(scenario.world());
    NodeFactory factory = new ElementFactory(scenario.world(), wiring, 1);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (JvmPlan jvm : Placement.plan(scenario, Scenario.Placement.PER_ROLE)) {
      (first.size() <= second.size() ? first : second).addAll(jvm.elements());
    }
    Bootstrap bootstrap = kubernetes ? alone() : null;
    try (NodeJvm one = NodeJvm.start(settings("one", first, bootstrap), wiring, factory);
        NodeJvm two = NodeJvm.start(settings("two", second, null), wiring, factory)) {
      if (bootstrap == null) {
        one.join(List.of());
      } else {
        one.bootstrap(bootstrap);
      }
      two.join(List.of(one.arteryAddress()));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (one.status().known().size() < wiring.elements().size()
          || two.status().known().size() < wiring.elements().size()) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("the elements did not find one another");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      NodeClient client =
          new NodeClient(HttpClient.newHttpClient(), URI.create(two.httpAddress()), "");
      client.status();
      client.journal(1);
      client.metrics();
      if (bootstrap != null) {
        askForHealth(bootstrap);
      }
    }
  }

  /** Bootstrap that expects nobody else, as system properties say, which go before all else. */
  private static Bootstrap alone() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
      port = free.getLocalPort();
    }
    String endpoint = "pekko.discovery.config.services.azimux.endpoints.0.";
    System.setProperty("pekko.discovery.method", "config");
    System.setProperty(endpoint + "host", HERE);
    System.setProperty(endpoint + "port", Integer.toString(port));
    ConfigFactory.invalidateCaches();
    return new Bootstrap(port, 1);
  }

  /** As kubelets do, whatever the answer. */
  private static void askForHealth(Bootstrap bootstrap) throws IOException, InterruptedException {
    for (String page : List.of("/alive", "/ready")) {
      URI uri = URI.create("http://" + HERE + ":" + bootstrap.port() + page);
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    }
  }

  private static NodeSettings settings(
      String name, List<String> elements, @Nullable Bootstrap bootstrap) {
    InetSocketAddress anywhere = new InetSocketAddress(HERE, 0);
    return new NodeSettings(name, elements, anywhere, anywhere, "", 2).with(bootstrap);
  }
}
