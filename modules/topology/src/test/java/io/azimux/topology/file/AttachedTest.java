package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.packet.Ipv4Address;
import io.azimux.topology.Attached;
import io.azimux.topology.Attached.Endpoint;
import io.azimux.topology.World;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttachedTest {
  private static final Endpoint LISTEN = new Endpoint(Ipv4Address.parse("10.254.0.1"), 4789);
  private static final Endpoint PEER = new Endpoint(Ipv4Address.parse("10.254.0.2"), 4790);

  @Test
  void aNicTellsWhereItsGuestIs() throws ScenarioException {
    World world =
        withServer("{listen: 10.254.0.1:4789, vni: 10101, peer: 10.254.0.2:4790, mtu: 1450}", "");
    assertThat(world.networkInterface("vm-prod-1/eth0").orElseThrow().attached())
        .contains(new Attached(LISTEN, 10101, Optional.of(PEER), 1450));
    assertThat(world.virtualMachine("vm-prod-1").orElseThrow().isAttached()).isTrue();
    assertThat(world.virtualMachine("nva1").orElseThrow().isAttached()).isFalse();
    assertThat(world.attached()).containsExactly("vm-prod-1");
  }

  @Test
  void withoutAPeerItIsLearntAndTheMtuIsThatOfTheNetwork() throws ScenarioException {
    World world = withServer("{listen: 10.254.0.1:4789, vni: 1}", "");
    assertThat(world.networkInterface("vm-prod-1/eth0").orElseThrow().attached())
        .contains(new Attached(LISTEN, 1, Optional.empty(), 1500));
  }

  @Test
  void clientsOnTheInternetAreAttachedAlike() throws ScenarioException {
    World world = withServer("{listen: 10.254.0.1:4789, vni: 1}", "{listen: 10.254.0.9:1, vni: 1}");
    assertThat(world.client("remote-pc").orElseThrow().attached().orElseThrow().listen())
        .hasToString("10.254.0.9:1");
    assertThat(world.attached()).containsExactly("remote-pc", "vm-prod-1");
  }

  private static World withServer(String server, String client) throws ScenarioException {
    String text =
        ScenarioTexts.with(
            "privateIPAddress: 10.0.2.6}\n    listens: [22]",
            "privateIPAddress: 10.0.2.6, attached: " + server + "}");
    if (!client.isEmpty()) {
      String address = "address: 141.192.166.93";
      text = text.replace(address, address + ", attached: " + client);
    }
    return ScenarioFile.parse("x", "x", text.getBytes(StandardCharsets.UTF_8)).world();
  }
}
