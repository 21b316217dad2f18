package io.azimux.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.NicPolicy;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.World;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalStateCompilerTest {
  private static final int TCP = 6;

  @Test
  void theRuleOfTheTextBecomesAFrontendRule() {
    World world = NvaInbound.world();
    GoalState goal = new GoalStateCompiler(world).compile(7, new Pools(world));
    assertThat(goal.version()).isEqualTo(7);
    assertThat(goal.rules())
        .containsExactly(
            new FrontendRule(
                "lb-nva-pub-lb-rule-in",
                Ipv4Address.parse("20.240.9.27"),
                TCP,
                22,
                22,
                Distribution.DEFAULT,
                240_000_000_000L,
                false,
                new HealthProbe("lb-nva-pub/lb-nva-pub-probe-ssh", 22, 5_000_000_000L, 1),
                List.of(
                    new Backend("nva1/eth0", Ipv4Address.parse("10.0.1.4"), 10000),
                    new Backend("nva2/eth0", Ipv4Address.parse("10.0.1.5"), 10000))));
  }

  @Test
  void aRuleWithoutAProbeHasNone() {
    World world = NvaInbound.with("        probe: lb-nva-pub-probe-ssh\n", "");
    GoalState goal = new GoalStateCompiler(world).compile(1, new Pools(world));
    assertThat(goal.rules().get(0).probe().exists()).isFalse();
  }

  @Test
  void everyNicHasAPolicyWithItsNetworkAndForwarding() {
    List<NicPolicy> nics = goal(NvaInbound.world()).nics();
    assertThat(nics.stream().map(NicPolicy::nic))
        .containsExactly("nva1/eth0", "nva1/eth1", "nva2/eth0", "nva2/eth1", "vm-prod-1/eth0");
    assertThat(nics).allMatch(nic -> nic.vni() == 10000);
    assertThat(nics.stream().map(NicPolicy::ipForwarding))
        .containsExactly(true, true, true, true, false);
  }

  @ParameterizedTest
  @CsvSource({
    // Towards nva1/eth0, guarded by nsg-nva.
    "in,  nva1/eth0, 141.192.166.93, 10.0.1.4, 6, 22, nsg-nva/allow-ssh, true",
    "in,  nva1/eth0, 141.192.166.93, 10.0.1.4, 6, 23, nsg-nva/DenyAllInBound, false",
    "in,  nva1/eth0, 141.192.166.93, 10.0.1.4, 17, 22, nsg-nva/DenyAllInBound, false",
    "in,  nva1/eth0, 168.63.129.16, 10.0.1.4, 6, 22, nsg-nva/AllowAzureLoadBalancerInBound, true",
    "in,  nva1/eth0, 10.0.2.6, 10.0.1.4, 6, 80, nsg-nva/AllowVnetInBound, true",
    "in,  nva1/eth0, 10.9.2.6, 10.0.1.4, 6, 22, nsg-nva/DenyAllInBound, false",
    "in,  nva1/eth0, 192.168.2.6, 10.0.1.4, 6, 22, nsg-nva/DenyAllInBound, false",
    "out, nva1/eth0, 10.0.1.4, 141.192.166.93, 6, 49567, nsg-nva/AllowInternetOutBound, true",
    "out, nva1/eth0, 10.0.1.4, 10.0.2.6, 6, 22, nsg-nva/AllowVnetOutBound, true",
    "out, nva1/eth0, 10.0.1.4, 192.168.7.7, 6, 22, nsg-nva/DenyAllOutBound, false",
    // Towards NICs that no group guards and no load balancer reaches.
    "in,  nva1/eth1, 141.192.166.93, 10.0.2.4, 6, 22, no-nsg/AllowAll, true",
    "out, vm-prod-1/eth0, 10.0.2.6, 10.0.2.4, 6, 49567, no-nsg/AllowAll, true",
  })
  void theFirstMatchingRuleDecides(
      String direction,
      String nic,
      String source,
      String destination,
      int protocol,
      int port,
      String rule,
      boolean allowed) {
    AccessRule first =
        match(NvaInbound.world(), nic, direction, source, destination, protocol, port);
    assertThat(first.name()).isEqualTo(rule);
    assertThat(first.allow()).isEqualTo(allowed);
  }

  @Test
  void aPoolMemberWithoutAGroupIsClosedToTheInternetButNotToProbesAndNeighbours() {
    World open =
        NvaInbound.with(
            "enableIPForwarding: true\n        networkSecurityGroup: nsg-nva",
            "enableIPForwarding: true");
    assertThat(match(open, "nva1/eth0", "in", "141.192.166.93", "10.0.1.4", TCP, 22).allow())
        .isFalse();
    assertThat(match(open, "nva1/eth0", "in", "168.63.129.16", "10.0.1.4", TCP, 22).allow())
        .isTrue();
    assertThat(match(open, "nva1/eth0", "in", "10.0.2.6", "10.0.1.4", TCP, 22).allow()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // The NIC's group allows 22 from the Internet; the subnet's allows 20..30 from 141.0.0.0/8.
    "141.192.166.93, 22, true",
    "141.192.166.93, 21, false",
    "142.192.166.93, 22, false",
    "168.63.129.16, 22, true",
    "10.0.2.6, 80, true",
  })
  void whereSubnetAndNicHaveGroupsBothMustAllow(String source, int port, boolean allowed) {
    AccessRule first = match(twoGroups(), "nva1/eth0", "in", source, "10.0.1.4", TCP, port);
    assertThat(first.allow()).isEqualTo(allowed);
  }

  @Test
  void aComposedRuleIsNamedAfterBothAndNumberedInOrder() {
    World world = twoGroups();
    AccessRule first = match(world, "nva1/eth0", "in", "141.192.166.93", "10.0.1.4", TCP, 22);
    assertThat(first.name()).isEqualTo("nsg-subnet/allow-some + nsg-nva/allow-ssh");
    List<AccessRule> rules = policy(world, "nva1/eth0").inbound();
    for (int i = 0; i < rules.size(); i++) {
      assertThat(rules.get(i).priority()).isEqualTo(100 + i);
    }
  }

  private static World twoGroups() {
    String subnet = "{name: snet-north, addressPrefix: 10.0.1.0/24}";
    return NvaInbound.with(
        subnet
            + "\n      # The side that faces the servers.\n"
            + "      - {name: snet-west, addressPrefix: 10.0.2.0/24}\n"
            + "\n"
            + "# A Standard public load balancer is closed until a security group allows the"
            + " traffic.\n"
            + "# Azure's default rules (65000, 65001, 65500) are added to these.\n"
            + "networkSecurityGroups:\n",
        subnet.replace("/24}", "/24, networkSecurityGroup: nsg-subnet}")
            + "\n      - {name: snet-west, addressPrefix: 10.0.2.0/24}\n"
            + "networkSecurityGroups:\n"
            + "  - name: nsg-subnet\n"
            + "    securityRules:\n"
            + "      - {name: allow-some, priority: 200, direction: Inbound, access: Allow,"
            + " protocol: '*', sourceAddressPrefix: 141.0.0.0/8, destinationAddressPrefix: '*',"
            + " destinationPortRange: 20-30}\n");
  }

  private static GoalState goal(World world) {
    return new GoalStateCompiler(world).compile(1, new Pools(world));
  }

  private static NicPolicy policy(World world, String nic) {
    return goal(world).nics().stream()
        .filter(policy -> policy.nic().equals(nic))
        .findFirst()
        .orElseThrow();
  }

  private static AccessRule match(
      World world,
      String nic,
      String direction,
      String source,
      String destination,
      int protocol,
      int port) {
    NicPolicy policy = policy(world, nic);
    int from = Ipv4Address.parse(source).bits();
    int to = Ipv4Address.parse(destination).bits();
    Optional<AccessRule> first =
        (direction.equals("in") ? policy.inbound() : policy.outbound())
            .stream().filter(rule -> rule.matches(from, to, protocol, 40000, port)).findFirst();
    return first.orElseThrow();
  }
}
