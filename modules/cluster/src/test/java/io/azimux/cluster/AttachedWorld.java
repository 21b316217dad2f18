package io.azimux.cluster;

import io.azimux.cluster.attach.AttachPoints;
import io.azimux.cluster.attach.GuestFrames;
import io.azimux.cluster.attach.VxlanGuest;
import io.azimux.gateway.socket.Transport;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The text's world in one process, with the remote PC and nva1 outside: programs of the test. nva1
 * is the only backend that answers probes.
 */
final class AttachedWorld implements AutoCloseable {
  static final int CLIENT_VNI = 20;
  static final int ETH0_VNI = 11;
  static final int ETH1_VNI = 12;
  static final int MTU = 1450;

  private static final String NVA1 =
      """
        - name: nva1
          host: host-a
          networkInterfaces:
            - name: eth0
              subnet: vnet-hub/snet-north
              privateIPAddress: 10.0.1.4
              enableIPForwarding: true
              networkSecurityGroup: nsg-nva
              attached: {listen: 127.0.0.1:%1$d, vni: 11, peer: 127.0.0.1:%2$d, mtu: 1450}
            - name: eth1
              subnet: vnet-hub/snet-west
              privateIPAddress: 10.0.2.4
              attached: {listen: 127.0.0.1:%1$d, vni: 12, peer: 127.0.0.1:%2$d}

      """;

  final VxlanGuest client = new VxlanGuest();
  final VxlanGuest nva = new VxlanGuest();
  final int hostPort = VxlanGuest.freePort();
  final Scenario scenario;
  final AttachPoints points;
  final NodeJvm jvm;

  AttachedWorld(Transport transport) throws IOException {
    int edgePort = VxlanGuest.freePort();
    scenario = scenario(edgePort);
    Wiring wiring = Wiring.of(scenario.world());
    List<String> elements = wiring.elements().stream().map(Wiring.Element::name).toList();
    points = AttachPoints.open(scenario.world(), elements, transport);
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
    jvm =
        NodeJvm.start(
            new NodeSettings("all", elements, anywhere, anywhere, "", 1),
            wiring,
            new ElementFactory(scenario.world(), wiring, 1),
            points);
    client.attach(edgePort, frame -> null);
    nva.attach(hostPort, GuestFrames::serve);
    jvm.join(List.of());
  }

  private Scenario scenario(int edgePort) throws IOException {
    String address = "address: 141.192.166.93";
    String attached =
        ", attached: {listen: 127.0.0.1:%d, vni: %d, peer: 127.0.0.1:%d}"
            .formatted(edgePort, CLIENT_VNI, client.port());
    String emulated = Files.readString(TestWorld.file());
    int from = emulated.indexOf("  - name: nva1\n");
    int to = emulated.indexOf("  - name: nva2\n");
    String text =
        emulated.substring(0, from).replace(address, address + attached)
            + NVA1.formatted(hostPort, nva.port())
            + emulated.substring(to).replaceFirst("    listens: \\[22]\n", "");
    try {
      return ScenarioFile.parse("attached", "attached", text.getBytes(StandardCharsets.UTF_8));
    } catch (ScenarioException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  @Override
  public void close() {
    client.close();
    nva.close();
    jvm.close();
    jvm.terminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    points.close();
  }
}
