package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.Peers;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Ipv4Prefix FRONTEND = Ipv4Prefix.host(Lab.FRONTEND);

  private final World world = Lab.world(2, 4, Lab.withoutBfd());
  private final Wiring wiring = Wiring.of(world);
  private final RecordingOutbox out = new RecordingOutbox();
  private final Router router = Router.of(world, wiring, "router-1", new RandomSource(1));
  private final Peers peers = new Peers(world, wiring, "router-1", router, out);

  @BeforeEach
  void start() {
    router.start(0, out);
  }

  private static int flow(RecordingOutbox out, int sourcePort, String destination) {
    FiveTuple tuple = Packets.tcpTuple(Lab.CLIENT.toString(), sourcePort, destination, 22);
    return Packets.tcp(out.arena(), tuple, Tcp.SYN);
  }

  private void announce(String mux, Ipv4Prefix... prefixes) {
    peers.announce(mux, prefixes);
  }

  private String nextHop(int sourcePort, String destination) {
    router.onBurst(0, Packets.burst(flow(out, sourcePort, destination)), 0, out);
    String peer =
        out.transmitted().isEmpty()
            ? out.dispositions().toString()
            : wiring.element("router-1").ports().get(out.transmitted().get(0).port()).peer();
    out.clear();
    return peer;
  }

  @Test
  void everyWiredNeighbourIsReached() {
    assertThat(nextHop(1, "100.64.3.2")).isEqualTo("host-b");
    assertThat(nextHop(1, "100.64.2.3")).isEqualTo("mux-3");
    assertThat(nextHop(1, Lab.CLIENT.toString())).isEqualTo("client");
  }

  @Test
  void aForwardedPacketGetsNewMacAddressesAndOneHopLess() {
    int packet = flow(out, 1, "100.64.3.1");
    router.onBurst(0, Packets.burst(packet), 0, out);
    byte[] bytes = out.arena().bytes();
    int start = out.arena().start(packet);
    assertThat(Ethernet.destination(bytes, start)).isEqualTo(MacAddress.of(Lab.hostA()).bits());
    assertThat(Ethernet.source(bytes, start))
        .isEqualTo(MacAddress.of(wiring.element("router-1").address()).bits());
    assertThat(Ipv4.ttl(bytes, start + Ethernet.HEADER)).isEqualTo(Packets.TTL - 1);
    assertThat(Ipv4.checksumHolds(bytes, start + Ethernet.HEADER)).isTrue();
  }

  static Stream<Arguments> badPackets() {
    return Stream.of(
        Arguments.of("time to live of 1", Disposition.TTL_EXPIRED, "100.64.3.1", 8, 0x0106),
        Arguments.of("wrong checksum", Disposition.BAD_CHECKSUM, "100.64.3.1", 10, 0x1234),
        Arguments.of("not IPv4", Disposition.MALFORMED, "100.64.3.1", -2, 0x86dd),
        Arguments.of("too long a total", Disposition.MALFORMED, "100.64.3.1", 2, 9000),
        Arguments.of("router's own", Disposition.NOT_FOR_ME, "100.64.1.1", -2, 0x0800),
        Arguments.of("another router", Disposition.NO_ROUTE, "100.64.1.2", -2, 0x0800),
        Arguments.of("nobody's", Disposition.NO_ROUTE, "8.8.8.8", -2, 0x0800));
  }

  @ParameterizedTest(name = "{0} ends as {1}")
  @MethodSource("badPackets")
  void aPacketThatCannotGoOnEndsWithItsReason(
      String what, Disposition disposition, String destination, int offset, int value) {
    int packet = flow(out, 1, destination);
    byte[] bytes = out.arena().bytes();
    int ip = out.arena().start(packet) + Ethernet.HEADER;
    Bytes.put16(bytes, ip + offset, value);
    if (disposition == Disposition.TTL_EXPIRED) {
      Bytes.put16(bytes, ip + 10, 0);
      Ipv4.write(bytes, ip, 40, 1, 6, Lab.CLIENT.bits(), Lab.hostA().bits());
    }
    router.onBurst(0, Packets.burst(packet), 0, out);
    assertThat(out.dispositions()).as(what).containsExactly(disposition);
    assertThat(out.arena().inUse()).isZero();
  }

  @Test
  void aFragmentIsRoutedByItsAddresses() {
    int packet = flow(out, 1, "100.64.3.1");
    byte[] bytes = out.arena().bytes();
    int ip = out.arena().start(packet) + Ethernet.HEADER;
    Bytes.put16(bytes, ip + 6, 0x2000);
    Bytes.put16(bytes, ip + 10, 0);
    long sum = InternetChecksum.sum(bytes, ip, 20);
    Bytes.put16(bytes, ip + 10, InternetChecksum.finish(sum));
    router.onBurst(0, Packets.burst(packet), 0, out);
    assertThat(out.transmitted()).hasSize(1);
  }

  @Test
  void anUnknownFrontendHasNoRouteAndAKnownOneWithoutMuxesNoLiveMux() {
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("[NO_ROUTE]");
    announce("mux-1", FRONTEND);
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("mux-1");
    announce("mux-1");
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("[NO_LIVE_MUX]");
  }

  @Test
  void aSilentMuxIsWithdrawnAtItsHoldTimeAndNotBefore() {
    announce("mux-2", FRONTEND);
    peers.pass(10 * SECOND);
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("mux-2");
    peers.kill("mux-2");
    peers.pass(2 * SECOND);
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("mux-2");
    peers.pass(SECOND);
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("[NO_LIVE_MUX]");
  }

  @Test
  void whatEndsASessionIsNotedAsTheReason() {
    announce("mux-1", FRONTEND);
    announce("mux-2", FRONTEND);
    announce("mux-3", FRONTEND);
    out.facts().clear();
    peers.kill("mux-1");
    peers.pass(4 * SECOND);
    peers.shutDown("mux-2");
    peers.start("mux-3");
    assertThat(out.facts())
        .containsExactly(
            new Fact.NextHopChanged("router-1", "mux-1", false, "hold time expired"),
            new Fact.NextHopChanged(
                "router-1", "mux-2", false, "notification: cease (administrative shutdown)"),
            new Fact.NextHopChanged("router-1", "mux-3", false, "peer started again"));
  }

  @Test
  void nextHopChangesAreNotedOnceWithTheirReason() {
    announce("mux-1", FRONTEND);
    announce("mux-1", FRONTEND);
    announce("mux-1");
    announce("mux-1");
    announce("mux-1", FRONTEND);
    assertThat(out.facts())
        .containsExactly(
            new Fact.NextHopChanged("router-1", "mux-1", true, "announced"),
            new Fact.NextHopChanged("router-1", "mux-1", false, "withdrawn"),
            new Fact.NextHopChanged("router-1", "mux-1", true, "announced"));
  }

  @Test
  void anAnnouncementOfWhoIsNoMuxIsNotHeard() {
    announce("host-a", FRONTEND);
    announce("client", FRONTEND);
    RoutingBytes call = new RoutingBytes(1, RoutingBytes.Kind.OPEN, 0, 0, new byte[0]);
    router.onMessage("stranger", call, 0, out);
    assertThat(out.told()).isEmpty();
    assertThat(out.facts()).isEmpty();
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("[NO_ROUTE]");
  }

  @Test
  void aMuxCannotTakeOverANeighboursAddress() {
    announce("mux-1", Ipv4Prefix.host(Lab.hostA()));
    assertThat(nextHop(1, "100.64.3.1")).isEqualTo("host-a");
  }

  @Test
  void theLongestPrefixWins() {
    announce("mux-1", Ipv4Prefix.parse("20.240.0.0/16"), Ipv4Prefix.ANY);
    announce("mux-2", Ipv4Prefix.parse("20.240.9.0/24"));
    announce("mux-3", FRONTEND);
    assertThat(nextHop(1, "20.240.9.27")).isEqualTo("mux-3");
    assertThat(nextHop(1, "20.240.9.28")).isEqualTo("mux-2");
    assertThat(nextHop(1, "20.240.10.1")).isEqualTo("mux-1");
    assertThat(nextHop(1, "8.8.8.8")).isEqualTo("mux-1");
  }

  @Test
  void theOrderOfAnnouncementsDoesNotMatter() {
    Router other = Router.of(world, wiring, "router-1", new RandomSource(2));
    Peers others = new Peers(world, wiring, "router-1", other, out);
    for (int i = 1; i <= 4; i++) {
      announce("mux-" + i, FRONTEND);
    }
    other.start(0, out);
    for (int i = 4; i >= 1; i--) {
      others.announce("mux-" + i, FRONTEND);
    }
    out.clear();
    for (int i = 0; i < 500; i++) {
      router.onBurst(0, Packets.burst(flow(out, 1000 + i, "20.240.9.27")), 0, out);
      other.onBurst(0, Packets.burst(flow(out, 1000 + i, "20.240.9.27")), 0, out);
      int mine = out.transmitted().get(0).port();
      assertThat(out.transmitted().get(1).port()).isEqualTo(mine);
      out.clear();
    }
  }

  @Test
  void twoRoutersSpreadTheSameFlowsDifferentlyAndBothEvenly() {
    Router other = Router.of(world, wiring, "router-2", new RandomSource(1));
    Peers others = new Peers(world, wiring, "router-2", other, out);
    for (int i = 1; i <= 4; i++) {
      announce("mux-" + i, FRONTEND);
    }
    other.start(0, out);
    for (int i = 1; i <= 4; i++) {
      others.announce("mux-" + i, FRONTEND);
    }
    out.clear();
    TreeMap<Integer, Integer> spread = new TreeMap<>();
    int alike = 0;
    for (int i = 0; i < 4000; i++) {
      router.onBurst(0, Packets.burst(flow(out, 1000 + i, "20.240.9.27")), 0, out);
      other.onBurst(0, Packets.burst(flow(out, 1000 + i, "20.240.9.27")), 0, out);
      spread.merge(out.transmitted().get(0).port(), 1, Integer::sum);
      alike += out.transmitted().get(0).port() == out.transmitted().get(1).port() ? 1 : 0;
      out.clear();
    }
    assertThat(spread.values()).hasSize(4).allMatch(n -> n > 900 && n < 1100);
    assertThat(alike).isBetween(850, 1150);
  }

  @Test
  void aMarkedPacketTellsItsRoute() {
    announce("mux-1", FRONTEND);
    announce("mux-2", FRONTEND);
    int packet = flow(out, 1, "20.240.9.27");
    out.arena().setMark(packet, TraceMark.first(1));
    router.onBurst(0, Packets.burst(packet), 0, out);
    assertThat(out.steps()).hasSize(3);
    assertThat(out.steps().get(0))
        .isInstanceOfSatisfying(
            Step.Received.class, step -> assertThat(step.port()).isEqualTo("to-client"));
    assertThat(out.steps().get(1))
        .isInstanceOfSatisfying(
            Step.Routed.class,
            step -> {
              assertThat(step.prefix()).isEqualTo("20.240.9.27/32");
              assertThat(step.members()).isEqualTo(2);
              assertThat(step.nextHop()).startsWith("mux-");
            });
    assertThat(out.steps().get(2)).isInstanceOf(Step.Sent.class);
  }

  @Test
  void packetsAreCountedByNextHop() {
    announce("mux-1", FRONTEND);
    nextHop(1, "20.240.9.27");
    nextHop(2, "20.240.9.27");
    TreeMap<String, Double> readings = new TreeMap<>();
    router.measure((measure, label, value) -> readings.put(measure + " " + label, value));
    assertThat(readings.get(Measure.ROUTER_PACKETS + " mux-1")).isEqualTo(2);
    assertThat(readings.get(Measure.ROUTER_PACKETS + " mux-2")).isZero();
    assertThat(readings.get(Measure.ROUTER_NEXT_HOP_ACTIVE + " mux-1")).isEqualTo(1);
    assertThat(readings.get(Measure.ROUTER_NEXT_HOP_ACTIVE + " mux-2")).isZero();
  }

  @Test
  void moreFrontendsThanTheTableTakesAreRefusedAndTheOldOnesStay() {
    Ipv4Prefix[] prefixes = new Ipv4Prefix[Fib.CAPACITY + 10];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = Ipv4Prefix.host(new Ipv4Address(Ipv4Address.parse("50.0.0.0").bits() + i));
    }
    announce("mux-1", prefixes);
    assertThat(nextHop(1, "50.0.0.0")).isEqualTo("mux-1");
    assertThat(nextHop(1, new Ipv4Address(prefixes[prefixes.length - 1].network()).toString()))
        .isEqualTo("[NO_ROUTE]");
    assertThat(nextHop(1, "100.64.3.1")).isEqualTo("host-a");
  }
}
