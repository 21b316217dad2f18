package io.azimux.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.file.ScenarioException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestNetworkTest {
  private static final String MARK = "azimux lab of /x/.azimux";

  @Test
  void theMarkIsPutOnTheNamespaceBeforeAnythingElse() throws ScenarioException {
    assertThat(commands(1).subList(0, 2))
        .containsExactly(
            "ip netns add azimux-nva1", "ip -n azimux-nva1 link set lo alias " + MARK + " up");
  }

  @Test
  void everyNicIsATunnelToItsHost() throws ScenarioException {
    assertThat(commands(1))
        .contains(
            "ip -n azimux-nva1 link add eth0 address 02:00:0a:00:01:04 mtu 1500 type vxlan id 10104"
                + " local 10.254.0.12 remote 10.254.0.1 dstport 4789 dev under0",
            "ip -n azimux-nva1 address add 10.0.1.4/24 dev eth0",
            "ip -n azimux-nva1 address add 10.0.2.4/24 dev eth1");
  }

  @Test
  void theWayOutIsTheFirstNics() throws ScenarioException {
    assertThat(commands(1)).contains("ip -n azimux-nva1 route add default via 10.0.1.1");
    assertThat(commands(3)).contains("ip -n azimux-vm-prod-1 route add default via 10.0.2.1");
  }

  @Test
  void onlyWhoForwardsIsToldTo() throws ScenarioException {
    String forwards = "echo 1 > /proc/sys/net/ipv4/ip_forward";
    assertThat(commands(1)).anyMatch(command -> command.endsWith(forwards));
    assertThat(commands(3)).noneMatch(command -> command.endsWith(forwards));
  }

  @Test
  void namesOfLinksFitIntoTheKernels() throws ScenarioException {
    assertThat(Guests.of(RealWorld.scenario()))
        .allMatch(guest -> guest.link().length() <= 15)
        .extracting(Guest::link)
        .doesNotHaveDuplicates();
  }

  private static List<String> commands(int guest) throws ScenarioException {
    return GuestNetwork.commands(Guests.of(RealWorld.scenario()).get(guest), MARK).stream()
        .map(words -> String.join(" ", words))
        .toList();
  }
}
