package io.azimux.deployment.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes with the certificates that make-secrets of the secure overlay makes. */
class MutualTlsTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory;
  private Processes processes;

  @BeforeEach
  void start() {
    processes = new Processes(directory, ROOT.resolve("scenarios/nva-inbound.yaml"));
  }

  @AfterEach
  void stop() {
    processes.close();
  }

  @Test
  void onlyWhoHasACertificateOfTheSameAuthorityJoins() throws Exception {
    Path ours = certificates("ours");
    Path theirs = certificates("theirs");
    int seed = Processes.freePort();
    processes.start(
        "controller-1", Map.of(), List.of(), secured(ours, "--port", Integer.toString(seed)));
    processes.await("the first is up", () -> processes.members("controller-1").size() == 1);

    join("mux-1", seed, secured(ours));
    processes.await("who has one joins", () -> processes.members("controller-1").size() == 2);

    Process without = join("mux-2", seed, List.of());
    Process stranger = join("mux-3", seed, secured(theirs));
    // Whoever is let in by nobody gives up.
    assertThat(without.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(stranger.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(processes.members("controller-1")).hasSize(2);
    assertThat(String.valueOf(processes.status("controller-1"))).doesNotContain("mux-2", "mux-3");
  }

  private Process join(String jvm, int seed, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--seeds", "127.0.0.1:" + seed, "--join-within", "8"));
    return processes.start(jvm, Map.of(), List.of(), all);
  }

  private static List<String> secured(Path certificates, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--tls", certificates.toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private Path certificates(String name) throws IOException, InterruptedException {
    Path target = directory.resolve(name);
    boolean hasTools = Files.isExecutable(Path.of("/usr/bin/openssl"));
    assertThat(hasTools || System.getenv("CI") == null).as("CI must have openssl").isTrue();
    assumeTrue(hasTools, "skipped: openssl is not installed");
    Process made =
        new ProcessBuilder(
                "bash",
                ROOT.resolve("k8s/overlays/secure/make-secrets").toString(),
                target.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".output").toFile())
            .start();
    assertThat(made.waitFor()).as("make-secrets").isZero();
    return target;
  }
}
