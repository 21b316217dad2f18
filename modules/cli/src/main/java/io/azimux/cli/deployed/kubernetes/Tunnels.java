package io.azimux.cli.deployed.kubernetes;

import io.azimux.cli.console.CannotStart;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** Ports of this machine behind which the endpoints of pods are, by way of the API server. */
class Tunnels {
  /** Port of the endpoint in every pod. */
  private static final int HTTP = 9464;

  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, LocalPortForward> open = new ConcurrentHashMap<>();

  Tunnels(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Base address of a pod's endpoint; opened when it is first asked for. */
  URI to(String pod, String life) {
    try {
      LocalPortForward tunnel =
          open.computeIfAbsent(
              life, key -> client.pods().inNamespace(namespace).withName(pod).portForward(HTTP));
      return URI.create("http://127.0.0.1:" + tunnel.getLocalPort());
    } catch (KubernetesClientException | IllegalStateException refused) {
      throw new CannotStart("no way to pod " + pod + ": " + refused.getMessage(), refused);
    }
  }

  /** Closes the way to one life. */
  void close(String life) {
    LocalPortForward tunnel = open.remove(life);
    if (tunnel != null) {
      try {
        tunnel.close();
      } catch (IOException e) {
        LoggerFactory.getLogger(Tunnels.class).debug("a tunnel did not close", e);
      }
    }
  }

  /** Closes all. */
  void close() {
    List.copyOf(open.keySet()).forEach(this::close);
  }
}
