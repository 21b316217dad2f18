package io.azimux.cluster;

import io.azimux.cluster.host.NodeFactory;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Does once, in one JVM, what every process of a cluster does at its start: two of them find each
 * other, elements talk, the endpoint is read. A JVM that is started with {@code
 * -XX:ArchiveClassesAtExit} keeps the classes that this needed, and processes that are started with
 * that archive are up in half the time.
 */
public final class Rehearsal {
  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Rehearsal() {}

  /** Rehearses with the scenario file that is the only argument. */
  public static void main(String[] arguments) throws Exception {
    run(ScenarioFile.read(Path.of(arguments[0])));
    System.exit(0);
  }

  /**
   * Runs a scenario's elements in two parts until they all know one another.
   *
   * @throws TimeoutException if that takes a minute
   */
  public static void run(Scenario scenario)
      throws IOException, InterruptedException, TimeoutException {
    Wiring wiring = Wiring.of(scenario.world());
    NodeFactory factory = new ElementFactory(scenario.world(), wiring, 1);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (JvmPlan jvm : Placement.plan(scenario, Scenario.Placement.PER_ROLE)) {
      (first.size() <= second.size() ? first : second).addAll(jvm.elements());
    }
    try (NodeJvm one = NodeJvm.start(settings("one", first), wiring, factory);
        NodeJvm two = NodeJvm.start(settings("two", second), wiring, factory)) {
      one.join(List.of());
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
    }
  }

  private static NodeSettings settings(String name, List<String> elements) {
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
    return new NodeSettings(name, elements, anywhere, anywhere, "", 2);
  }
}
