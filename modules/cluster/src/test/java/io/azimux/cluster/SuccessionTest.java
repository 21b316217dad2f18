package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Scenario scenario = TestWorld.scenario();
  private final Wiring wiring = Wiring.of(scenario.world());
  private final List<NodeJvm> jvms = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    jvms.forEach(NodeJvm::close);
    for (NodeJvm jvm : jvms) {
      jvm.terminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aProcessThatComesBackAtAnotherAddressTakesItsPredecessorsPlace() throws Exception {
    NodeJvm seed = start("controller-1");
    seed.join(List.of());
    NodeJvm old = start("mux-1");
    old.join(List.of(seed.arteryAddress()));
    old.up().toCompletableFuture().get(60, TimeUnit.SECONDS);
    NodeJvm successor = start("mux-1");
    successor.join(List.of(seed.arteryAddress()));
    // The old one answers every heartbeat: nothing else would make the cluster give it up.
    old.terminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    successor.up().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** The failure detector alone would take eight seconds and more, and let nobody in before. */
  @Test
  void aProcessThatComesBackAtItsOldAddressIsLetInBeforeTheFailureDetectorHasNoticed()
      throws Exception {
    NodeJvm seed = start("controller-1");
    seed.join(List.of());
    NodeJvm old = start("mux-1");
    old.join(List.of(seed.arteryAddress()));
    old.up().toCompletableFuture().get(60, TimeUnit.SECONDS);
    String address = old.arteryAddress();
    old.close();
    old.terminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    long begun = System.nanoTime();
    NodeJvm successor = start("mux-1", at(address));
    successor.join(List.of(seed.arteryAddress()));
    successor.up().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(8));
  }

  private static InetSocketAddress at(String address) {
    String[] parts = address.split(":", -1);
    return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Test
  void healthChecksAreToldWhyAProcessIsNotReady() throws Exception {
    NodeJvm jvm = start("mux-1");
    HttpResponse<String> alone = ready(jvm);
    assertThat(alone.statusCode()).isEqualTo(503);
    assertThat(alone.body()).contains("this process is", "in the cluster, not Up");
    jvm.join(List.of());
    await(() -> ready(jvm).statusCode() == 200);
    assertThat(ready(jvm).body()).isEqualTo("ready\n");
  }

  private static HttpResponse<String> ready(NodeJvm jvm) throws Exception {
    URI uri = URI.create(jvm.httpAddress() + "/ready");
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private NodeJvm start(String element) throws IOException {
    return start(element, new InetSocketAddress("127.0.0.1", 0));
  }

  private NodeJvm start(String element, InetSocketAddress artery) throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
    NodeSettings settings =
        new NodeSettings(element, List.of(element), artery, anywhere, "token", 3);
    NodeJvm jvm = NodeJvm.start(settings, wiring, new ElementFactory(scenario.world(), wiring, 1));
    jvms.add(jvm);
    return jvm;
  }
}
