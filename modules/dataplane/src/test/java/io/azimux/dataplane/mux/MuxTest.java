package io.azimux.dataplane.mux;

import static io.azimux.dataplane.mux.MuxFixture.SECOND;
import static io.azimux.dataplane.mux.MuxFixture.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Burst;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A MUX as its neighbours see it: announcements, questions, packets in and out. */
class MuxTest {
  private static final FrontendRule TWO = Lab.rule(Lab.backend(1, true), Lab.backend(2, true));

  private final MuxFixture lab = new MuxFixture();

  @Test
  void theInnerPacketIsUntouchedAndTheTunnelIsRight() {
    lab.with(2, TWO);
    PacketArena arena = lab.out.arena();
    int packet = Packets.tcp(arena, flow(40_000), Tcp.SYN, new byte[] {1, 2, 3});
    byte[] before = arena.copy(packet);
    lab.mux.onBurst(1, Packets.burst(packet), 0, lab.out);
    assertThat(lab.out.transmitted()).hasSize(1);
    assertThat(lab.out.transmitted().get(0).port()).isEqualTo(1);
    byte[] after = arena.copy(packet);
    assertThat(after).hasSize(before.length + Vxlan.OVERHEAD);
    int inner = Vxlan.OVERHEAD;
    assertThat(Arrays.copyOfRange(after, inner + 14, after.length))
        .isEqualTo(Arrays.copyOfRange(before, 14, before.length));
    assertThat(Ethernet.source(after, inner)).isEqualTo(MacAddress.FABRIC.bits());
    assertThat(Ethernet.destination(after, 0))
        .isEqualTo(MacAddress.of(lab.wiring.element("router-2").address()).bits());
    assertThat(Ethernet.source(after, 0))
        .isEqualTo(MacAddress.of(lab.wiring.element("mux-1").address()).bits());
    int udp = Frame.check(after, 0, after.length);
    assertThat(Udp.destinationPort(after, udp)).isEqualTo(Vxlan.PORT);
    assertThat(Udp.sourcePort(after, udp)).isGreaterThanOrEqualTo(49_152);
    assertThat(Vxlan.vni(after, udp + Udp.HEADER)).isEqualTo(Lab.VNI);
    assertThat(Ipv4.checksumHolds(after, 14)).isTrue();
    assertThat(lab.outerSource(packet)).isEqualTo(lab.wiring.element("mux-1").address().bits());
    assertThat(lab.outerDestination(packet)).isEqualTo(Lab.hostA().bits());
  }

  @Test
  void aFrameForWhichATunnelHasNoRoomEndsThere() {
    lab.with(2, TWO);
    int headers = Ethernet.HEADER + Ipv4.HEADER + Tcp.HEADER;
    int most = PacketArena.MAX_FRAME - Vxlan.OVERHEAD - headers;
    for (int flags : new int[] {Tcp.SYN, Tcp.ACK}) {
      int fits = Packets.tcp(lab.out.arena(), flow(40_000), flags, new byte[most]);
      assertThat(lab.send(fits)).startsWith("nva");
      int tooLong = Packets.tcp(lab.out.arena(), flow(40_000), flags, new byte[most + 1]);
      assertThat(lab.send(tooLong)).contains(Disposition.MALFORMED.name());
    }
  }

  @Test
  void onlyTheStoreGivesItAGoalState() {
    lab.mux.start(0, lab.out);
    assertThat(lab.out.told("router-1", RoutingBytes.class))
        .extracting(RoutingBytes::kind)
        .containsExactly(RoutingBytes.Kind.OPEN);
    lab.mux.onMessage("stranger", new SharedValue("goal", 1, Lab.goal(1, TWO)), 0, lab.out);
    lab.mux.onMessage(Lab.CONTROLLER, Lab.goal(1, TWO), 0, lab.out);
    assertThat(lab.mux.version()).isZero();
    lab.goal(TWO);
    assertThat(lab.mux.version()).isEqualTo(1);
  }

  @Test
  void anOlderGoalStateIsIgnored() {
    lab.goal(TWO);
    lab.goal(TWO);
    lab.share("goal", Lab.goal(1));
    assertThat(lab.mux.version()).isEqualTo(2);
    lab.with(2, TWO);
    assertThat(lab.tcp(flow(1), Tcp.SYN)).startsWith("nva");
  }

  @Test
  void theFirstPacketsWaitUntilTheControllerTellsTheHost() {
    lab.goal(Lab.rule(Lab.backend(1, true)));
    lab.out.clear();
    int syn = Packets.tcp(lab.out.arena(), flow(1), Tcp.SYN);
    int other = Packets.tcp(lab.out.arena(), flow(2), Tcp.SYN);
    lab.mux.onBurst(1, Packets.burst(syn, other), 0, lab.out);
    assertThat(lab.out.transmitted()).isEmpty();
    assertThat(lab.out.told(Lab.CONTROLLER, ResolveAddress.class))
        .containsExactly(new ResolveAddress(Lab.VNI, Lab.address(1)));
    lab.mux.onMessage(Lab.CONTROLLER, Lab.resolved(1, Lab.hostB()), 5, lab.out);
    assertThat(lab.out.transmitted()).hasSize(2);
    assertThat(lab.out.transmitted().get(0).port()).isEqualTo(1);
    assertThat(lab.outerDestination(syn)).isEqualTo(Lab.hostB().bits());
    assertThat(lab.backend(other)).isEqualTo("nva1");
  }

  @Test
  void aPacketWhoseBackendHasNoHostEndsAsUnresolved() {
    lab.goal(TWO);
    lab.tcp(flow(1), Tcp.SYN);
    for (int i = 1; i <= 5; i++) {
      lab.mux.onTimer(4, i * SECOND / 10, lab.out);
    }
    assertThat(lab.out.dispositions()).containsExactly(Disposition.ADDRESS_UNRESOLVED);
    assertThat(lab.out.arena().inUse()).isZero();
  }

  @Test
  void aBackendThatMovedToAnotherHostIsFollowedByItsFlows() {
    lab.with(1, Lab.rule(Lab.backend(1, true)));
    lab.tcp(flow(1), Tcp.SYN);
    lab.mux.onMessage(Lab.CONTROLLER, Lab.resolved(1, Lab.hostB()), 0, lab.out);
    int packet = Packets.tcp(lab.out.arena(), flow(1), Tcp.ACK);
    lab.mux.onBurst(0, Packets.burst(packet), 0, lab.out);
    assertThat(lab.outerDestination(packet)).isEqualTo(Lab.hostB().bits());
  }

  @Test
  void whatNoRuleWantsEndsAsNoRule() {
    FrontendRule dns = Lab.rule("dns", Ipv4.UDP, 53, Distribution.DEFAULT, Lab.backend(1, true));
    lab.with(2, TWO, dns);
    String client = Lab.CLIENT.toString();
    String frontend = Lab.FRONTEND.toString();
    assertThat(lab.tcp(Packets.tcpTuple(client, 1, frontend, 23), Tcp.SYN)).isEqualTo("[NO_RULE]");
    assertThat(lab.tcp(Packets.tcpTuple(client, 1, frontend, 53), Tcp.SYN)).isEqualTo("[NO_RULE]");
    assertThat(lab.udp(Packets.udpTuple(client, 1, frontend, 22))).isEqualTo("[NO_RULE]");
    assertThat(lab.udp(Packets.udpTuple(client, 1, frontend, 53))).isEqualTo("nva1");
    assertThat(lab.tcp(Packets.tcpTuple(client, 1, "20.240.9.28", 22), Tcp.ACK))
        .isEqualTo("[NO_RULE]");
    assertThat(lab.tcp(Packets.tcpTuple(client, 1, "100.64.2.1", 22), Tcp.SYN))
        .isEqualTo("[NO_RULE]");
    assertThat(lab.send(Packets.ping(lab.out.arena(), client, frontend))).isEqualTo("[NO_RULE]");
  }

  @Test
  void malformedPacketsAndFragmentsEndWithTheirReason() {
    lab.with(2, TWO);
    PacketArena arena = lab.out.arena();
    int cut = Packets.tcp(arena, flow(1), Tcp.SYN);
    arena.setLength(cut, 30);
    assertThat(lab.send(cut)).isEqualTo("[MALFORMED]");
    int fragment = Packets.tcp(arena, flow(1), Tcp.SYN);
    Bytes.put16(arena.bytes(), arena.start(fragment) + 14 + 6, 0x2000);
    assertThat(lab.send(fragment)).isEqualTo("[FRAGMENT]");
    int arp = Packets.tcp(arena, flow(1), Tcp.SYN);
    Bytes.put16(arena.bytes(), arena.start(arp) + 12, Ethernet.TYPE_ARP);
    assertThat(lab.send(arp)).isEqualTo("[MALFORMED]");
  }

  @Test
  void aFullBurstOfMixedPacketsIsHandledInOrder() {
    lab.with(2, TWO);
    Burst burst = new Burst();
    while (!burst.isFull()) {
      int port = burst.size() % 3 == 2 ? 23 : 22;
      FiveTuple tuple =
          Packets.tcpTuple(Lab.CLIENT.toString(), burst.size() / 3, Lab.FRONTEND.toString(), port);
      burst.add(Packets.tcp(lab.out.arena(), tuple, burst.size() % 3 == 0 ? Tcp.SYN : Tcp.ACK));
    }
    lab.mux.onBurst(0, burst, 0, lab.out);
    assertThat(lab.out.finished()).hasSize(85);
    assertThat(lab.out.transmitted()).hasSize(171);
    assertThat(lab.decisions(Decision.NEW)).isEqualTo(86);
    assertThat(lab.decisions(Decision.LOCAL_HIT)).isEqualTo(85);
    assertThat(lab.decisions(Decision.HASH_FALLBACK)).isZero();
    assertThat(lab.reading(Measure.MUX_PACKETS, "")).isEqualTo(256);
    assertThat(lab.reading(Measure.MUX_BYTES, "")).isEqualTo(256 * 54);
    assertThat(lab.reading(Measure.MUX_SYN, "20.240.9.27")).isEqualTo(86);
    assertThat(lab.reading(Measure.MUX_FLOW_CAPACITY, "")).isEqualTo(1000);
  }

  @Test
  void aMarkedPacketTellsEveryStep() {
    lab.with(2, TWO);
    int packet = Packets.tcp(lab.out.arena(), flow(1), Tcp.SYN);
    lab.out.arena().setMark(packet, TraceMark.first(1));
    lab.mux.onBurst(0, Packets.burst(packet), 0, lab.out);
    assertThat(lab.out.steps())
        .extracting(step -> step.getClass().getSimpleName())
        .containsExactly(
            "Received",
            "RuleMatched",
            "FlowLookup",
            "BackendChosen",
            "AddressResolved",
            "Encapsulated",
            "Sent");
    String backend = lab.backend(packet) + "/eth0";
    assertThat(lab.out.steps().get(3))
        .isInstanceOfSatisfying(
            Step.BackendChosen.class,
            step -> {
              assertThat(step.backend()).isEqualTo(backend);
              assertThat(step.slots()).isEqualTo(Maglev.DEFAULT_SLOTS);
            });
    assertThat(lab.out.steps().get(2)).isEqualTo(new Step.FlowLookup("flow table", "new", flow(1)));
    int ack = Packets.tcp(lab.out.arena(), flow(1), Tcp.ACK);
    lab.out.clear();
    lab.out.arena().setMark(ack, TraceMark.first(1));
    lab.mux.onBurst(0, Packets.burst(ack), 0, lab.out);
    assertThat(lab.out.steps()).contains(new Step.FlowLookup("flow table", "local_hit", flow(1)));
  }

  @Test
  void aMarkedPacketThatEndsTellsWhy() {
    lab.with(2, TWO);
    int packet = Packets.ping(lab.out.arena(), Lab.CLIENT.toString(), Lab.FRONTEND.toString());
    lab.out.arena().setMark(packet, TraceMark.first(1));
    lab.mux.onBurst(0, Packets.burst(packet), 0, lab.out);
    assertThat(lab.out.steps()).hasSize(2);
    assertThat(lab.out.steps().get(1))
        .isEqualTo(new Step.Finished(Disposition.NO_RULE, "neither TCP nor UDP"));
  }
}
