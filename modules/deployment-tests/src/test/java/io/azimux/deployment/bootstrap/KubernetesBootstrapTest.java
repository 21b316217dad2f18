package io.azimux.deployment.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that know nothing but the API server, which lists them as pods. */
class KubernetesBootstrapTest {
  /** What Pekko Management answers where a check does not hold. */
  private static final int NOT_READY = 500;

  @TempDir Path directory;
  private final Map<String, Integer> management = new LinkedHashMap<>();
  private Pods pods;
  private Processes processes;

  @BeforeEach
  void start() throws IOException {
    pods = new Pods(directory);
    Path scenario = directory.resolve("scenario.yaml");
    try (InputStream file =
        Objects.requireNonNull(getClass().getResourceAsStream("five-processes.yaml"))) {
      Files.copy(file, scenario);
    }
    processes = new Processes(directory, scenario);
  }

  @AfterEach
  void stop() {
    processes.close();
    pods.close();
  }

  @Test
  void processesFormOneClusterOnceTheyAreMoreThanHalfOfAll() throws Exception {
    // What is no process of ours is not asked, although it lies in the same namespace.
    pods.runStranger("stranger", Processes.freePort());
    run("controller-1");
    run("router-1");
    processes.await("both live", () -> alive("controller-1") == 200 && alive("router-1") == 200);
    int before = pods.looks();
    // Each looks once a second: by then both have found each other and waited long enough.
    processes.await("both have looked often", () -> pods.looks() >= before + 16);
    assertThat(processes.members("controller-1")).isEmpty();
    assertThat(processes.members("router-1")).isEmpty();
    assertThat(ready("router-1")).isEqualTo(NOT_READY);

    run("mux-1");
    awaitOneClusterOf("controller-1", "router-1", "mux-1");
    processes.await("the controller is ready", () -> ready("controller-1") == 200);
    processes.await("the router is ready", () -> ready("router-1") == 200);
    processes.await("the MUX is announced", () -> ready("mux-1") == 200);

    // A MUX that nobody routes to does not do its work, but it lives: starting it again is no help.
    processes.kill("router-1");
    pods.delete("router-1");
    processes.await("the MUX is not ready", () -> ready("mux-1") == NOT_READY);
    assertThat(alive("mux-1")).isEqualTo(200);

    // It comes back at another address, as pods do.
    run("router-1");
    awaitOneClusterOf("controller-1", "router-1", "mux-1");
    processes.await("the MUX is ready again", () -> ready("mux-1") == 200);
  }

  private void run(String jvm) throws IOException {
    int port = Processes.freePort();
    management.put(jvm, port);
    pods.run(jvm, port);
    processes.start(
        jvm,
        pods.environment(),
        pods.options(),
        List.of("--bootstrap", "kubernetes", "--management-port", Integer.toString(port)));
  }

  private void awaitOneClusterOf(String... jvms) throws Exception {
    processes.await(
        "one cluster of " + List.of(jvms),
        () -> {
          Set<String> seen = processes.members(jvms[0]);
          for (String jvm : jvms) {
            if (seen.size() != jvms.length || !processes.members(jvm).equals(seen)) {
              return false;
            }
          }
          return true;
        });
  }

  private int ready(String jvm) throws InterruptedException {
    return Processes.answer("http://127.0.0.1:" + management.get(jvm) + "/ready");
  }

  private int alive(String jvm) throws InterruptedException {
    return Processes.answer("http://127.0.0.1:" + management.get(jvm) + "/alive");
  }
}
