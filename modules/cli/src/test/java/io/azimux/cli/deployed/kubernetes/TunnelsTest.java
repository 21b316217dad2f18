package io.azimux.cli.deployed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way to a pod's endpoint, with an API server that says what a pod would. */
class TunnelsTest {
  /** It tells of every request. */
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    SERVER.setLevel(Level.WARNING);
  }

  private static final String PATH = "/api/v1/namespaces/azimux/pods/mux-1/portforward?ports=9464";

  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private final KubernetesClient client = client(server);
  private final Tunnels tunnels = new Tunnels(client, "azimux");

  private static KubernetesClient client(KubernetesMockServer server) {
    server.init();
    return server.createClient(new JdkHttpClientFactory());
  }

  @AfterEach
  void close() {
    tunnels.close();
    client.close();
    server.destroy();
  }

  @Test
  void aPodIsReachedThroughTheApi() throws Exception {
    server
        .expect()
        .withPath(PATH)
        .andUpgradeToWebSocket()
        .open(frame(0, "P"), frame(1, "P"), frame(0, "from "), frame(0, "the pod"))
        .done()
        .always();
    URI way = tunnels.to("mux-1", "life");
    assertThat(way.getHost()).isEqualTo("127.0.0.1");
    assertThat(said(way, 12)).isEqualTo("from the pod");
  }

  @Test
  void theSameWayIsUsedAgainUntilTheLifeIsOver() {
    URI way = tunnels.to("mux-1", "one life");
    assertThat(tunnels.to("mux-1", "one life")).isEqualTo(way);
    tunnels.close("one life");
    assertThat(tunnels.to("mux-1", "another life")).isNotEqualTo(way);
  }

  private static String said(URI way, int length) throws IOException {
    try (Socket socket = new Socket(way.getHost(), way.getPort())) {
      socket.setSoTimeout(20_000);
      return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }
  }

  /** Each channel begins with its port, which nobody looks at. */
  private static String frame(int channel, String data) {
    return (char) channel + data;
  }
}
