package io.azimux.cli.deployed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.deployed.Unit;
import io.azimux.cli.fleet.Fleet;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server that keeps what it is given. */
class KubernetesPlatformTest {
  /** It tells of every request. */
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    SERVER.setLevel(Level.WARNING);
  }

  private static final String NAMESPACE = "azimux";

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);
  private final KubernetesClient client = client(server);
  private final List<String> ways = new ArrayList<>();
  private final KubernetesPlatform platform =
      new KubernetesPlatform(
          client,
          NAMESPACE,
          new Tunnels(client, NAMESPACE) {
            @Override
            URI to(String pod, String life) {
              ways.add(pod);
              return URI.create("http://127.0.0.1:" + (9000 + ways.size()));
            }
          });

  private static KubernetesClient client(KubernetesMockServer server) {
    server.init();
    return server.createClient(new JdkHttpClientFactory());
  }

  @BeforeEach
  void pods() {
    create("mux-1", "Running", variable("AZIMUX_JVM", "mux-1"));
    create("mux-2", "Running", variable("AZIMUX_JVM", "mux-2"));
    create("prometheus-0", "Running", variable("TZ", "UTC"));
  }

  @AfterEach
  void close() {
    platform.close();
    server.destroy();
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private void create(String name, String phase, EnvVar... environment) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(NAMESPACE)
            .withLabels(Map.of("app.kubernetes.io/name", "azimux"))
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("azimux")
            .withEnv(environment)
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .endStatus()
            .build();
    client.resource(pod).create();
  }

  private Unit mux() {
    return platform.units().get(0);
  }

  private static long await(CompletableFuture<Long> gone) throws Exception {
    return gone.get(30, TimeUnit.SECONDS);
  }

  @Test
  void podsWithTheLabelThatCarryAProcessAreFound() {
    assertThat(platform.units()).extracting(Unit::place).containsExactly("pod mux-1", "pod mux-2");
    assertThat(ways).containsExactly("mux-1", "mux-2");
    assertThat(platform.where()).isEqualTo("namespace azimux");
  }

  @Test
  void whereNoPodRunsThatIsSaidWithTheCommandThatDeploysSome() {
    client.pods().inNamespace(NAMESPACE).delete();
    assertThatThrownBy(platform::units)
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("namespace azimux")
        .hasMessageContaining("kubectl apply -k");
  }

  @Test
  void aKilledPodIsDeletedWithoutGrace() throws Exception {
    Unit mux = mux();
    assertThat(platform.standing(mux)).isEqualTo(Fleet.Standing.RUNS);
    long before = Fleet.now();
    long gone = await(platform.kill(mux));
    assertThat(gone).isBetween(before, Fleet.now());
    assertThat(platform.standing(mux)).isEqualTo(Fleet.Standing.GONE);
    assertThat(deletion()).contains("\"gracePeriodSeconds\":0");
  }

  @Test
  void oneThatIsAskedToEndKeepsItsOwnGrace() throws Exception {
    await(platform.terminate(mux()));
    assertThat(deletion()).doesNotContain("gracePeriodSeconds");
  }

  /** The body of the last DELETE. */
  private String deletion() throws InterruptedException {
    String body = "none";
    for (int i = server.getRequestCount(); i > 0; i--) {
      var request = server.takeRequest(1, TimeUnit.SECONDS);
      if (request != null && request.getMethod().equals("DELETE")) {
        body = request.getBody().readUtf8();
      }
    }
    return body;
  }

  @Test
  void startedAgainMeansThatTheSuccessorRuns() throws Exception {
    Unit dead = mux();
    await(platform.kill(dead));
    assertThat(platform.start(dead)).isEmpty();
    create("mux-1", "Pending", variable("AZIMUX_JVM", "mux-1"));
    assertThat(platform.start(dead)).isEmpty();
    client.pods().inNamespace(NAMESPACE).withName("mux-1").delete();
    create("mux-1", "Running", variable("AZIMUX_JVM", "mux-1"));
    Optional<Unit> successor = platform.start(dead);
    assertThat(successor).isPresent();
    assertThat(successor.get().life()).isNotEqualTo(dead.life());
    assertThat(platform.standing(dead)).isEqualTo(Fleet.Standing.GONE);
    assertThat(platform.standing(successor.get())).isEqualTo(Fleet.Standing.RUNS);
  }

  @Test
  void aReplacementThatComesAtOnceIsNotTakenForTheOneThatWasKilled() throws Exception {
    Unit dead = mux();
    CompletableFuture<Long> gone = platform.kill(dead);
    create("mux-1", "Running", variable("AZIMUX_JVM", "mux-1"));
    await(gone);
    assertThat(platform.standing(dead)).isEqualTo(Fleet.Standing.GONE);
    assertThat(platform.start(dead)).isPresent();
  }

  @Test
  void theTokenStandsInTheEnvironmentOrInASecret() {
    assertThat(platform.token()).isEmpty();
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("azimux-token")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToData("token", encoded("sesame\n"))
                .build())
        .create();
    create(
        "mux-3",
        "Running",
        variable("AZIMUX_JVM", "mux-3"),
        new EnvVarBuilder()
            .withName("AZIMUX_TOKEN")
            .withNewValueFrom()
            .withNewSecretKeyRef("token", "azimux-token", false)
            .endValueFrom()
            .build());
    assertThat(platform.token()).contains("sesame");
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatPodsCannotDoIsRefused() {
    assertThatThrownBy(() -> platform.pause(mux()))
        .isInstanceOf(CannotStart.class)
        .hasMessage("a pod cannot be paused");
  }
}
