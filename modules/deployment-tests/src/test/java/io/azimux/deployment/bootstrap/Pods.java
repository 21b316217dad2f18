package io.azimux.deployment.bootstrap;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An API server that keeps pods, and what it gives every pod to talk to it. */
final class Pods implements AutoCloseable {
  private static final String NAMESPACE = "azimux";
  private static final String ADDRESS = "127.0.0.1";

  /** Says of its answers what they are, which the mock leaves out and a client may insist on. */
  private static final class Json extends KubernetesCrudDispatcher {
    @Override
    public MockResponse handleGet(String path) {
      return super.handleGet(path).setHeader("Content-Type", "application/json");
    }
  }

  private final MockWebServer web = new MockWebServer();
  private final KubernetesMockServer server =
      new KubernetesMockServer(new Context(), web, new HashMap<>(), new Json(), true);
  private final KubernetesClient client;
  private final Path account;

  /**
   * Starts the server.
   *
   * @param directory where the files of the service account go
   */
  Pods(Path directory) throws IOException {
    server.init(InetAddress.getLoopbackAddress(), 0);
    client = server.createClient();
    account = Files.createDirectories(directory.resolve("serviceaccount"));
    Files.copy(
        Path.of(web.getSelfSignedCertificate().certificatePath()), account.resolve("ca.crt"));
    Files.writeString(account.resolve("token"), "a-token");
    Files.writeString(account.resolve("namespace"), NAMESPACE);
  }

  /** Puts a pod into the list, or another life of it in its place. */
  void run(String name, int managementPort) {
    delete(name);
    client.pods().inNamespace(NAMESPACE).resource(pod(name, managementPort, "true")).create();
  }

  /** A pod that is in the namespace, but is none of the processes. */
  void runStranger(String name, int port) {
    client.pods().inNamespace(NAMESPACE).resource(pod(name, port, "false")).create();
  }

  void delete(String name) {
    client.pods().inNamespace(NAMESPACE).withName(name).delete();
  }

  private static Pod pod(String name, int managementPort, String isNode) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .withLabels(Map.of("app.kubernetes.io/name", "azimux", "azimux.io/node", isNode))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("azimux")
        .withImage("azimux:0.1.0")
        .addNewPort()
        .withName("http")
        .withContainerPort(9464)
        .endPort()
        .addNewPort()
        .withName("management")
        .withContainerPort(managementPort)
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(ADDRESS)
        .endStatus()
        .build();
  }

  /** How often the list was asked for. */
  int looks() {
    return web.getRequestCount();
  }

  /** What Kubernetes puts into the environment of a pod. */
  Map<String, String> environment() {
    return Map.of(
        "KUBERNETES_SERVICE_HOST",
        "localhost",
        "KUBERNETES_SERVICE_PORT",
        Integer.toString(server.getPort()));
  }

  /** Where this pod's account lies, as options of a JVM. */
  List<String> options() {
    String discovery = "-Dpekko.discovery.kubernetes-api.";
    return List.of(
        discovery + "api-ca-path=" + account.resolve("ca.crt"),
        discovery + "api-token-path=" + account.resolve("token"),
        discovery + "pod-namespace-path=" + account.resolve("namespace"));
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
