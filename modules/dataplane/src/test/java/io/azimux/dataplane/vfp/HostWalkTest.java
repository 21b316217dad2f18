package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps 4 to 7 of the text's packet walk, at Host-A and Host-B. */
class HostWalkTest {
  private static final FiveTuple FROM_PC = tcpTuple("141.192.166.93", 49567, "20.240.9.27", 22);
  private static final FiveTuple AT_NVA = tcpTuple("141.192.166.93", 49567, "10.0.1.4", 22);
  private static final FiveTuple TO_VM = tcpTuple("10.0.2.4", 49567, "10.0.2.6", 22);
  private static final int SYN_ACK = Tcp.SYN | Tcp.ACK;

  @Test
  void step4TheNvaSeesItsOwnAddressAndTheClientsUnchanged() {
    Lab a = Lab.ready("host-a");
    a.fromTunnel(a.tcp(FROM_PC, Tcp.SYN), "10.0.1.4");
    int packet = a.sentTo("nva1/eth0");
    assertThat(a.tuple(packet)).isEqualTo(AT_NVA);
    assertThat(a.destinationMac(packet)).isEqualTo(mac("10.0.1.4"));
    assertThat(a.sourceMac(packet)).isEqualTo(MacAddress.FABRIC.bits());
    byte[] bytes = a.arena().bytes();
    int ip = a.arena().start(packet) + Ethernet.HEADER;
    assertThat(Ipv4.ttl(bytes, ip)).as("the platform is no router").isEqualTo(64);
    assertThat(a.out.facts())
        .containsExactly(new Fact.FlowAtBackend(FROM_PC, "nva1/eth0", true, "mux-1"));
  }

  @Test
  void step4TheNvaForwardsByEth1InATunnelToHostB() {
    Lab a = Lab.ready("host-a");
    a.fromNic("nva1/eth1", a.tcp(TO_VM, Tcp.SYN));
    int packet = a.sentInTunnelTo(Lab.HOST_B);
    assertThat(a.tuple(packet)).isEqualTo(TO_VM);
    assertThat(a.destinationMac(packet)).isEqualTo(mac("10.0.2.6"));
    assertThat(a.sourceMac(packet)).isEqualTo(MacAddress.FABRIC.bits());
  }

  @Test
  void steps5And6TheServerIsReachedAndAnswersInATunnelToHostA() {
    Lab b = Lab.ready("host-b");
    b.fromTunnel(b.tcp(TO_VM, Tcp.SYN), "10.0.2.6");
    assertThat(b.tuple(b.sentTo("vm-prod-1/eth0"))).isEqualTo(TO_VM);
    assertThat(b.out.facts()).as("no load balancer is concerned").isEmpty();
    b.out.clear();
    b.fromNic("vm-prod-1/eth0", b.tcp(TO_VM.reversed(), SYN_ACK));
    int packet = b.sentInTunnelTo(Lab.HOST_A);
    assertThat(b.tuple(packet)).isEqualTo(TO_VM.reversed());
    assertThat(b.destinationMac(packet)).isEqualTo(mac("10.0.2.4"));
    assertThat(b.measure(Measure.VFP_UFT_HITS)).as("the reply was entered before").isEqualTo(1);
  }

  @Test
  void step7TheAnswerLeavesAsTheFrontendWithoutATunnel() {
    Lab a = Lab.ready("host-a");
    a.fromTunnel(a.tcp(FROM_PC, Tcp.SYN), "10.0.1.4");
    a.out.clear();
    a.fromNic("nva1/eth0", a.tcp(AT_NVA.reversed(), SYN_ACK));
    int packet = a.sent();
    int port = a.out.transmitted().get(0).port();
    assertThat(a.self.ports().get(port).peer()).startsWith("router-");
    assertThat(a.tuple(packet)).isEqualTo(tcpTuple("20.240.9.27", 22, "141.192.166.93", 49567));
    Lab.assertSound(a.arena(), a.arena().start(packet), a.arena().length(packet));
    Ipv4Address router = a.wiring.element(a.self.ports().get(port).peer()).address();
    assertThat(a.destinationMac(packet)).isEqualTo(MacAddress.of(router).bits());
    assertThat(a.sourceMac(packet)).isEqualTo(MacAddress.of(Lab.HOST_A).bits());
    assertThat(a.measure(Measure.VFP_DIRECT_RETURN)).isEqualTo(1);
  }

  @Test
  void aMarkedSynTellsOfEachLayer() {
    Lab a = Lab.ready("host-a");
    int syn = a.tcp(FROM_PC, Tcp.SYN);
    a.arena().setMark(syn, TraceMark.first(1));
    a.fromTunnel(syn, "10.0.1.4");
    List<Step> steps = a.out.steps();
    assertThat(steps).hasSize(9);
    assertThat(steps.get(0)).isInstanceOf(Step.Received.class);
    assertThat(steps.subList(1, 8))
        .containsExactly(
            new Step.Decapsulated(Lab.MUX, Lab.HOST_A, 10000),
            new Step.FlowLookup("UFT", "miss", FROM_PC),
            new Step.LayerApplied("VNET", "vni 10000", "to nva1/eth0"),
            new Step.LayerApplied("NAT", Goals.RULE, "destination 10.0.1.4:22"),
            new Step.LayerApplied("ACL", "nsg/allow-ssh", "allow"),
            new Step.LayerApplied("NIC", "nva1/eth0", "own address"),
            new Step.Rewritten("VFP", FROM_PC, AT_NVA));
    assertThat(steps.get(8)).isInstanceOf(Step.Sent.class);
  }

  @Test
  void aMarkedAnswerNamesTheTranspositionThatWasCached() {
    Lab a = Lab.ready("host-a");
    a.fromTunnel(a.tcp(FROM_PC, Tcp.SYN), "10.0.1.4");
    a.out.clear();
    int answer = a.tcp(AT_NVA.reversed(), SYN_ACK);
    a.arena().setMark(answer, TraceMark.first(1));
    a.fromNic("nva1/eth0", answer);
    FiveTuple public_ = tcpTuple("20.240.9.27", 22, "141.192.166.93", 49567);
    assertThat(a.out.steps().subList(1, 4))
        .containsExactly(
            new Step.FlowLookup("UFT", "hit", AT_NVA.reversed()),
            new Step.LayerApplied(
                "UFT", "transposition 2", "source 20.240.9.27:22, direct server return"),
            new Step.Rewritten("VFP", AT_NVA.reversed(), public_));
  }

  @Test
  void aMarkedAnswerAfterAChangeOfPolicyRunsTheLayersAsEstablished() {
    Lab a = Lab.ready("host-a");
    a.fromTunnel(a.tcp(FROM_PC, Tcp.SYN), "10.0.1.4");
    a.tell(Goals.standard(2));
    a.out.clear();
    int answer = a.tcp(AT_NVA.reversed(), SYN_ACK);
    a.arena().setMark(answer, TraceMark.first(1));
    a.fromNic("nva1/eth0", answer);
    assertThat(a.out.steps().subList(1, 6))
        .containsExactly(
            new Step.FlowLookup("UFT", "stale", AT_NVA.reversed()),
            new Step.LayerApplied("NIC", "nva1/eth0", "own address"),
            new Step.LayerApplied("ACL", "established", "allow"),
            new Step.LayerApplied("NAT", Goals.RULE, "source 20.240.9.27:22"),
            new Step.LayerApplied("VNET", "Internet", "direct server return"));
  }

  @Test
  void aMarkedPacketThatWaitsForAnAddressTellsOfTheLayersOnceAndThatItAsked() {
    Lab a = Lab.governed("host-a");
    int syn = a.tcp(TO_VM, Tcp.SYN);
    a.arena().setMark(syn, TraceMark.first(1));
    a.fromNic("nva1/eth1", syn);
    a.resolve("10.0.2.6", "host-b", Lab.HOST_B);
    Ipv4Address server = Ipv4Address.parse("10.0.2.6");
    assertThat(a.out.steps().subList(1, 6))
        .containsExactly(
            new Step.FlowLookup("UFT", "miss", TO_VM),
            new Step.LayerApplied("NIC", "nva1/eth1", "own address"),
            new Step.LayerApplied("ACL", "nsg/AllowVnetOutBound", "allow"),
            new Step.AddressResolved(server, Lab.HOST_B, "host-b", 10000, false),
            new Step.LayerApplied("VNET", "vni 10000", "tunnel to host-b"));
  }

  @Test
  void aMarkedForwardTellsWhereTheServerRuns() {
    Lab a = Lab.ready("host-a");
    int syn = a.tcp(TO_VM, Tcp.SYN);
    a.arena().setMark(syn, TraceMark.first(1));
    a.fromNic("nva1/eth1", syn);
    Ipv4Address server = Ipv4Address.parse("10.0.2.6");
    assertThat(a.out.steps())
        .contains(
            new Step.LayerApplied("ACL", "nsg/AllowVnetOutBound", "allow"),
            new Step.AddressResolved(server, Lab.HOST_B, "host-b", 10000, true),
            new Step.Encapsulated(Lab.HOST_A, Lab.HOST_B, 10000));
  }

  private static long mac(String address) {
    return MacAddress.of(Ipv4Address.parse(address)).bits();
  }
}
