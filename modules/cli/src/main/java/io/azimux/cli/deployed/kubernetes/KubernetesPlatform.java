package io.azimux.cli.deployed.kubernetes;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.deployed.Engine;
import io.azimux.cli.deployed.Platform;
import io.azimux.cli.deployed.Unit;
import io.azimux.cli.fleet.Fleet;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Pods of one namespace. A pod that was deleted is replaced by its StatefulSet at once, under the
 * same name: to start it again is to wait for that one. What a pod says is reached through the API
 * server, so nothing of the cluster's network needs to be open to this machine.
 */
public final class KubernetesPlatform implements Platform {
  private static final String NAME = "app.kubernetes.io/name";
  private static final String AZIMUX = "azimux";
  private static final String JVM = "AZIMUX_JVM";
  private static final String TOKEN = "AZIMUX_TOKEN";

  /** A pod whose node hangs may never go; no proof comes then. */
  private static final long LONGEST_END_SECONDS = 600;

  private final KubernetesClient client;
  private final String namespace;
  private final Tunnels tunnels;
  private final ExecutorService threads = Executors.newCachedThreadPool(KubernetesPlatform::thread);

  KubernetesPlatform(KubernetesClient client, String namespace, Tunnels tunnels) {
    this.client = client;
    this.namespace = namespace;
    this.tunnels = tunnels;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "pods");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The pods of a namespace, as kubectl would find them.
   *
   * @param context name of a context of the kube config; empty for the current one
   * @param namespace empty for that of the context
   */
  public static KubernetesPlatform open(String context, String namespace) {
    Config config = Config.autoConfigure(context.isEmpty() ? null : context);
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    String chosen = namespace.isEmpty() ? String.valueOf(config.getNamespace()) : namespace;
    return new KubernetesPlatform(client, chosen, new Tunnels(client, chosen));
  }

  @Override
  public Engine engine() {
    return Engine.KUBERNETES;
  }

  @Override
  public String where() {
    return "namespace " + namespace;
  }

  @Override
  public List<Unit> units() {
    List<Unit> units =
        nodes().stream().filter(KubernetesPlatform::isRunning).map(this::unit).toList();
    if (units.isEmpty()) {
      throw new CannotStart(
          "no pod of namespace %s has the label %s=%s, carries a process and runs; deploy with:"
                  .formatted(namespace, NAME, AZIMUX)
              + " kubectl apply -k k8s/overlays/local");
    }
    return units;
  }

  private List<Pod> nodes() {
    return asked(
            () -> client.pods().inNamespace(namespace).withLabel(NAME, AZIMUX).list().getItems())
        .stream()
        .filter(pod -> variable(pod, JVM).isPresent())
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  private static Optional<EnvVar> variable(Pod pod, String name) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getName().equals(name))
        .findFirst();
  }

  private static boolean isRunning(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && "Running".equals(pod.getStatus().getPhase());
  }

  private Unit unit(Pod pod) {
    String name = pod.getMetadata().getName();
    return new Unit(name, life(pod), "pod " + name, List.of(tunnels.to(name, life(pod))));
  }

  /** A container that crashed lives on in the same pod, and is another life. */
  private static String life(Pod pod) {
    int restarts =
        pod.getStatus() == null
            ? 0
            : pod.getStatus().getContainerStatuses().stream()
                .mapToInt(status -> status.getRestartCount())
                .sum();
    return pod.getMetadata().getUid() + "/" + restarts;
  }

  /** In the pod's environment, or in the Secret that stands there. */
  @Override
  public Optional<String> token() {
    for (Pod pod : nodes()) {
      Optional<EnvVar> variable = variable(pod, TOKEN);
      if (variable.isPresent()) {
        String value = variable.get().getValue();
        return value == null ? variable.flatMap(this::secret) : Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }

  private Optional<String> secret(EnvVar variable) {
    if (variable.getValueFrom() == null || variable.getValueFrom().getSecretKeyRef() == null) {
      return Optional.empty();
    }
    SecretKeySelector key = variable.getValueFrom().getSecretKeyRef();
    Secret secret =
        asked(() -> client.secrets().inNamespace(namespace).withName(key.getName()).get());
    if (secret == null || secret.getData() == null || !secret.getData().containsKey(key.getKey())) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getDecoder().decode(secret.getData().get(key.getKey()));
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
  }

  private PodResource pod(Unit unit) {
    return client.pods().inNamespace(namespace).withName(unit.id());
  }

  @Override
  public Fleet.Standing standing(Unit unit) {
    Pod now = asked(() -> pod(unit).get());
    return now == null || isOver(now, unit) ? Fleet.Standing.GONE : Fleet.Standing.RUNS;
  }

  private static boolean isOver(Pod now, Unit unit) {
    String phase = now.getStatus() == null ? "" : String.valueOf(now.getStatus().getPhase());
    return !life(now).equals(unit.life()) || phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Without a grace period: the node ends the process as soon as it hears of it. */
  @Override
  public CompletableFuture<Long> kill(Unit unit) {
    asked(() -> pod(unit).withGracePeriod(0).delete());
    return gone(unit);
  }

  /** With the grace period of the pod. */
  @Override
  public CompletableFuture<Long> terminate(Unit unit) {
    asked(() -> pod(unit).delete());
    return gone(unit);
  }

  private CompletableFuture<Long> gone(Unit unit) {
    return CompletableFuture.supplyAsync(
        () -> {
          asked(
              () ->
                  pod(unit)
                      .waitUntilCondition(
                          now -> now == null || isOver(now, unit),
                          LONGEST_END_SECONDS,
                          TimeUnit.SECONDS));
          tunnels.close(unit.life());
          return Fleet.now();
        },
        threads);
  }

  @Override
  public void pause(Unit unit) {
    throw new CannotStart("a pod cannot be paused");
  }

  @Override
  public void resume(Unit unit) {
    throw new CannotStart("a pod cannot be paused");
  }

  @Override
  public Optional<Unit> start(Unit ended) {
    Pod now = asked(() -> pod(ended).get());
    return now == null || isOver(now, ended) && !isSuccessor(now, ended) || !isRunning(now)
        ? Optional.empty()
        : Optional.of(unit(now));
  }

  private static boolean isSuccessor(Pod now, Unit ended) {
    return !life(now).equals(ended.life());
  }

  @Override
  public void isolate(Unit unit) {
    throw new CannotStart("a pod cannot be taken off its network");
  }

  @Override
  public boolean isIsolated(Unit unit) {
    return false;
  }

  @Override
  public Unit rejoin(Unit unit) {
    throw new CannotStart("a pod cannot be taken off its network");
  }

  /** Asks the API; its refusals are told as what they are. */
  private static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException refused) {
      throw new CannotStart("Kubernetes: " + refused.getMessage(), refused);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    tunnels.close();
    client.close();
  }
}
