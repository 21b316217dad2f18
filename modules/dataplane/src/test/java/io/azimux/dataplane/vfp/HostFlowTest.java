package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.ResolveAddress;
import io.azimux.packet.Arp;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the unified flow table does over the life of a flow. */
class HostFlowTest {
  private static final FiveTuple CLIENT = tcpTuple("141.192.166.93", 49567, "20.240.9.27", 22);
  private static final FiveTuple GUEST = tcpTuple("141.192.166.93", 49567, "10.0.1.4", 22);
  private static final int SYN_ACK = Tcp.SYN | Tcp.ACK;

  @Test
  void onlyTheFirstPacketRunsTheLayers() {
    Lab lab = Lab.ready("host-a");
    in(lab, CLIENT, Tcp.SYN);
    in(lab, CLIENT, Tcp.ACK);
    in(lab, CLIENT, Tcp.ACK);
    answer(lab, SYN_ACK);
    assertThat(lab.measure(Measure.VFP_SLOW_PATH)).isEqualTo(1);
    assertThat(lab.measure(Measure.VFP_UFT_HITS)).isEqualTo(3);
    assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).isEqualTo(2);
  }

  @Test
  void theSecondPacketOfABurstFindsWhatTheFirstOneEntered() {
    Lab lab = Lab.ready("host-a");
    int first = lab.tcp(CLIENT, Tcp.SYN);
    int second = lab.tcp(CLIENT, Tcp.ACK);
    lab.tunnel(first, "10.0.1.4", Goals.VNI);
    lab.tunnel(second, "10.0.1.4", Goals.VNI);
    lab.enter(Lab.UPLINK, first, second);
    assertThat(lab.out.transmitted()).hasSize(2);
    assertThat(lab.measure(Measure.VFP_SLOW_PATH)).isEqualTo(1);
  }

  @Test
  void anEntryOfAnOlderPolicyIsRunAgainOnceAndThenHit() {
    Lab lab = Lab.ready("host-a");
    in(lab, CLIENT, Tcp.SYN);
    lab.tell(Goals.standard(2));
    in(lab, CLIENT, Tcp.ACK);
    assertThat(lab.measure(Measure.VFP_SLOW_PATH)).isEqualTo(2);
    in(lab, CLIENT, Tcp.ACK);
    answer(lab, Tcp.ACK);
    assertThat(lab.measure(Measure.VFP_SLOW_PATH)).isEqualTo(2);
    assertThat(lab.measure(Measure.VFP_GENERATION)).isEqualTo(2);
    assertThat(lab.out.facts()).as("the flow is the same").isEmpty();
  }

  @Test
  void anOlderGoalStateIsIgnored() {
    Lab lab = Lab.ready("host-a");
    lab.tell(Goals.standard(5));
    lab.tell(Goals.of(4, List.of(), Goals.denyAll(), true));
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    lab.sentTo("nva1/eth0");
  }

  @Test
  void aFlowThatIsDeniedNowIsDroppedBothWaysAndPassesAgainLater() {
    Lab lab = Lab.ready("host-a");
    in(lab, CLIENT, Tcp.SYN);
    lab.tell(Goals.of(2, rules(22, 22, false), Goals.denyAll(), true));
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.ACK), "10.0.1.4");
    lab.ended(Disposition.NSG_DENIED);
    lab.out.clear();
    lab.fromNic("nva1/eth0", lab.tcp(GUEST.reversed(), Tcp.ACK));
    lab.ended(Disposition.NSG_DENIED);
    lab.out.clear();
    lab.tell(Goals.standard(3));
    answer(lab, Tcp.ACK);
  }

  @Test
  void aReplyPassesAlthoughNoOutboundRuleAllowsIt() {
    Lab lab = Lab.ready("host-a");
    var nics = Goals.nics(Goals.inbound(true), Goals.denyAll(), true);
    lab.tell(new GoalState(2, rules(22, 22, false), nics));
    in(lab, CLIENT, Tcp.SYN);
    answer(lab, SYN_ACK);
    lab.fromNic("nva1/eth0", lab.tcp(tcpTuple("10.0.1.4", 22, "10.0.2.6", 1), Tcp.SYN));
    lab.ended(Disposition.NSG_DENIED);
  }

  @Test
  void anEstablishedFlowKeepsItsTranslationWhenTheRuleIsGone() {
    Lab lab = Lab.ready("host-a");
    in(lab, CLIENT, Tcp.SYN);
    lab.tell(Goals.of(2, List.of(), Goals.inbound(true), true));
    in(lab, CLIENT, Tcp.ACK);
    answer(lab, Tcp.ACK);
  }

  @Test
  void aRuleThatComesLaterTakesOverAFlowThatCameWithoutOne() {
    Lab lab = Lab.ready("host-a");
    lab.tell(Goals.of(2, List.of(), Goals.inbound(true), true));
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    assertThat(lab.tuple(lab.sentTo("nva1/eth0"))).isEqualTo(CLIENT);
    lab.out.clear();
    lab.tell(Goals.standard(3));
    in(lab, CLIENT, Tcp.SYN);
    answer(lab, SYN_ACK);
    assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).isEqualTo(2);
  }

  @Test
  void aMidFlowPacketWithoutAnEntryIsNotedAsNotOpening() {
    Lab lab = Lab.ready("host-a");
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.ACK), "10.0.1.4");
    assertThat(lab.out.facts())
        .containsExactly(new Fact.FlowAtBackend(CLIENT, "nva1/eth0", false, "mux-1"));
  }

  @Test
  void portsAreRewrittenBothWays() {
    Lab lab = Lab.ready("host-a");
    lab.tell(Goals.of(2, rules(2222, 22, false), Goals.inbound(true), true));
    FiveTuple client = tcpTuple("141.192.166.93", 49567, "20.240.9.27", 2222);
    lab.fromTunnel(lab.tcp(client, Tcp.SYN), "10.0.1.4");
    assertThat(lab.tuple(lab.sentTo("nva1/eth0"))).isEqualTo(GUEST);
    lab.out.clear();
    lab.fromNic("nva1/eth0", lab.tcp(GUEST.reversed(), SYN_ACK));
    assertThat(lab.tuple(lab.sent())).isEqualTo(client.reversed());
  }

  @Test
  void withFloatingIpTheGuestSeesTheFrontendEvenWithoutIpForwarding() {
    Lab lab = Lab.ready("host-a");
    lab.tell(Goals.of(2, rules(2222, 22, true), Goals.inbound(true), false));
    FiveTuple client = tcpTuple("141.192.166.93", 49567, "20.240.9.27", 2222);
    lab.fromTunnel(lab.tcp(client, Tcp.SYN), "10.0.1.4");
    assertThat(lab.tuple(lab.sentTo("nva1/eth0"))).isEqualTo(CLIENT);
    lab.out.clear();
    lab.fromNic("nva1/eth0", lab.tcp(CLIENT.reversed(), SYN_ACK));
    assertThat(lab.tuple(lab.sent())).isEqualTo(client.reversed());
  }

  @Test
  void aFullTableTurnsNewFlowsAwayAndServesTheOldOnes() {
    Lab lab = new Lab("host-a", Lab.worldWithUft(3), new PacketArena(64));
    lab.tell(Goals.standard(1));
    for (int port = 1; port <= 3; port++) {
      in(lab, tcpTuple("1.2.3.4", port, "20.240.9.27", 22), Tcp.SYN);
    }
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    lab.ended(Disposition.UFT_FULL);
    lab.out.clear();
    lab.fromTunnel(lab.tcp(tcpTuple("1.2.3.4", 2, "20.240.9.27", 22), Tcp.ACK), "10.0.1.4");
    lab.sentTo("nva1/eth0");
    assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).isEqualTo(6);
  }

  @Test
  void anIdleFlowIsForgottenAtItsTimeoutAndNotBefore() {
    Lab lab = Lab.quiet("host-a");
    in(lab, CLIENT, Tcp.SYN);
    lab.pass(239 * Lab.SECOND);
    assertThat(flows(lab)).isEqualTo(2);
    answer(lab, Tcp.ACK);
    lab.pass(239 * Lab.SECOND);
    assertThat(flows(lab)).as("the answer renewed both directions").isEqualTo(2);
    lab.pass(7 * Lab.SECOND);
    assertThat(flows(lab)).as("both go together").isZero();
    lab.out.clear();
    assertThat(lab.arena().inUse()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"FIN both ways, 1, 1, 0", "FIN one way, 1, 0, 2", "RST, 4, 16, 0"})
  void aClosedFlowIsForgottenWithinSeconds(String how, int clientFlags, int guestFlags, int left) {
    Lab lab = Lab.quiet("host-a");
    in(lab, CLIENT, Tcp.SYN);
    in(lab, CLIENT, clientFlags | Tcp.ACK);
    answer(lab, guestFlags | Tcp.ACK);
    lab.pass(4 * Lab.SECOND);
    assertThat(flows(lab)).as(how).isEqualTo(2);
    lab.pass(7 * Lab.SECOND);
    assertThat(flows(lab)).as(how).isEqualTo(left);
  }

  @Test
  void aSynOnAClosedFlowOpensANewOne() {
    Lab lab = Lab.quiet("host-a");
    in(lab, CLIENT, Tcp.SYN);
    in(lab, CLIENT, Tcp.RST);
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    assertThat(lab.out.facts()).hasSize(1);
    assertThat(flows(lab)).isEqualTo(2);
    lab.pass(20 * Lab.SECOND);
    assertThat(flows(lab)).as("it is open").isEqualTo(2);
  }

  @Test
  void aSynSentAgainDoesNotOpenAnotherFlow() {
    Lab lab = Lab.ready("host-a");
    in(lab, CLIENT, Tcp.SYN);
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    assertThat(lab.out.facts()).isEmpty();
  }

  @Test
  void anUnknownAddressIsAskedForAndThePacketWaits() {
    Lab lab = new Lab("host-a", Lab.world(), new PacketArena(64));
    lab.tell(Goals.standard(1));
    lab.out.clear();
    FiveTuple flow = tcpTuple("10.0.2.4", 49567, "10.0.2.6", 22);
    lab.fromNic("nva1/eth1", lab.tcp(flow, Tcp.SYN));
    assertThat(lab.out.transmitted()).isEmpty();
    assertThat(lab.arena().inUse()).isEqualTo(1);
    assertThat(lab.out.told(Lab.CONTROLLER, ResolveAddress.class))
        .containsExactly(new ResolveAddress(10000, Ipv4Address.parse("10.0.2.6")));
    lab.resolve("10.0.2.6", "host-b", Lab.HOST_B);
    assertThat(lab.tuple(lab.sentInTunnelTo(Lab.HOST_B))).isEqualTo(flow);
  }

  @Test
  void anUnansweredAddressEndsThePacket() {
    Lab lab = new Lab("host-a", Lab.world(), new PacketArena(64));
    lab.tell(Goals.standard(1));
    lab.fromNic("nva1/eth1", lab.tcp(tcpTuple("10.0.2.4", 1, "10.0.2.99", 22), Tcp.SYN));
    lab.pass(Lab.SECOND);
    assertThat(lab.out.dispositions()).contains(Disposition.ADDRESS_UNRESOLVED);
  }

  @Test
  void theReplyToAnUnknownAddressWaitsForItToo() {
    Lab lab = new Lab("host-b", Lab.world(), new PacketArena(64));
    lab.tell(Goals.standard(1));
    FiveTuple flow = tcpTuple("10.0.2.4", 49567, "10.0.2.6", 22);
    lab.fromTunnel(lab.tcp(flow, Tcp.SYN), "10.0.2.6");
    lab.sentTo("vm-prod-1/eth0");
    lab.out.clear();
    lab.fromNic("vm-prod-1/eth0", lab.tcp(flow.reversed(), SYN_ACK));
    assertThat(lab.out.transmitted()).isEmpty();
    lab.resolve("10.0.2.4", "host-a", Lab.HOST_A);
    lab.sentInTunnelTo(Lab.HOST_A);
  }

  @Test
  void aGuestThatMovedIsFoundAtItsNewHost() {
    Lab lab = Lab.ready("host-a");
    FiveTuple flow = tcpTuple("10.0.2.4", 49567, "10.0.2.6", 22);
    lab.fromNic("nva1/eth1", lab.tcp(flow, Tcp.SYN));
    lab.out.clear();
    Ipv4Address elsewhere = Ipv4Address.parse("10.255.2.77");
    lab.resolve("10.0.2.6", "host-c", elsewhere);
    lab.fromNic("nva1/eth1", lab.tcp(flow, Tcp.ACK));
    lab.sentInTunnelTo(elsewhere);
  }

  @Test
  void guestsOfOneHostMeetWithoutATunnelThroughTheOthersRules() {
    Lab lab = Lab.ready("host-b");
    FiveTuple flow = tcpTuple("10.0.2.5", 49567, "10.0.2.6", 22);
    lab.fromNic("nva2/eth1", lab.tcp(flow, Tcp.SYN));
    int packet = lab.sentTo("vm-prod-1/eth0");
    assertThat(lab.tuple(packet)).isEqualTo(flow);
    assertThat(lab.sourceMac(packet)).isEqualTo(MacAddress.FABRIC.bits());
    lab.out.clear();
    lab.fromNic("vm-prod-1/eth0", lab.tcp(flow.reversed(), SYN_ACK));
    lab.sentTo("nva2/eth1");
    lab.out.clear();
    lab.tell(Goals.of(2, List.of(), Goals.denyAll(), true));
    lab.fromNic("nva2/eth1", lab.tcp(flow, Tcp.ACK));
    lab.ended(Disposition.NSG_DENIED);
  }

  @Test
  void pingsPassInsideTheNetwork() {
    Lab lab = Lab.ready("host-a");
    lab.fromNic("nva1/eth1", Packets.ping(lab.arena(), "10.0.2.4", "10.0.2.6"));
    lab.sentInTunnelTo(Lab.HOST_B);
  }

  @ParameterizedTest
  @CsvSource({"10.0.1.1, true", "10.0.2.6, true", "8.8.8.8, true", "10.0.1.4, false"})
  void everyAddressButTheGuestsOwnIsAtTheFabric(String wanted, boolean answered) {
    Lab lab = Lab.ready("host-a");
    int packet = lab.arena().allocate();
    lab.arena().setLength(packet, Ethernet.HEADER + Arp.LENGTH);
    byte[] bytes = lab.arena().bytes();
    int start = lab.arena().start(packet);
    long guest = 0x02000a000104L;
    int address = Ipv4Address.parse(wanted).bits();
    Ethernet.write(bytes, start, 0xffffffffffffL, guest, Ethernet.TYPE_ARP);
    Arp.write(bytes, start + 14, Arp.REQUEST, guest, 0x0a000104, 0, address);
    lab.fromNic("nva1/eth0", packet);
    if (!answered) {
      lab.ended(Disposition.DELIVERED);
      return;
    }
    assertThat(lab.sent()).isEqualTo(packet);
    assertThat(lab.destinationMac(packet)).isEqualTo(guest);
    assertThat(Arp.operation(bytes, start + 14)).isEqualTo(Arp.REPLY);
    assertThat(Arp.senderMac(bytes, start + 14)).isEqualTo(MacAddress.FABRIC.bits());
    assertThat(Arp.senderAddress(bytes, start + 14)).isEqualTo(address);
    assertThat(Arp.targetMac(bytes, start + 14)).isEqualTo(guest);
    assertThat(Arp.targetAddress(bytes, start + 14)).isEqualTo(0x0a000104);
  }

  private static List<FrontendRule> rules(int frontendPort, int backendPort, boolean floating) {
    return List.of(Goals.rule(frontendPort, backendPort, floating));
  }

  /** The client's packet arrives at the guest as it should. */
  private static void in(Lab lab, FiveTuple client, int flags) {
    lab.fromTunnel(lab.tcp(client, flags), "10.0.1.4");
    FiveTuple seen = lab.tuple(lab.sentTo("nva1/eth0"));
    assertThat(seen.destination()).isEqualTo(Ipv4Address.parse("10.0.1.4"));
    lab.out.clear();
  }

  /** The guest's packet leaves as the frontend. */
  private static void answer(Lab lab, int flags) {
    lab.fromNic("nva1/eth0", lab.tcp(GUEST.reversed(), flags));
    assertThat(lab.tuple(lab.sent())).isEqualTo(CLIENT.reversed());
    lab.out.clear();
  }

  private static double flows(Lab lab) {
    return lab.measure(Measure.VFP_UFT_ENTRIES);
  }
}
