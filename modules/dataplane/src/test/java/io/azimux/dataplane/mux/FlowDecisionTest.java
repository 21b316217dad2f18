package io.azimux.dataplane.mux;

import static io.azimux.dataplane.mux.MuxFixture.SECOND;
import static io.azimux.dataplane.mux.MuxFixture.flow;
import static io.azimux.dataplane.mux.MuxFixture.udpFlow;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;
import io.azimux.topology.Settings.BackendMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which backend a packet gets, and for how long a flow is remembered. */
class FlowDecisionTest {
  private static final int FLOWS = 200;

  private final MuxFixture lab = new MuxFixture();

  private static FrontendRule pool(boolean... healthy) {
    Lab.Pooled[] backends = new Lab.Pooled[healthy.length];
    for (int i = 0; i < healthy.length; i++) {
      backends[i] = Lab.backend(i + 1, healthy[i]);
    }
    return Lab.rule(backends);
  }

  private static FrontendRule udpPool(boolean first, boolean second) {
    return Lab.rule(
        "dns", Ipv4.UDP, 53, Distribution.DEFAULT, Lab.backend(1, first), Lab.backend(2, second));
  }

  /** A source port whose flow the map gives to a backend. */
  private int portOn(String backend, Function<Integer, String> send) {
    for (int port = 50_000; port < 51_000; port++) {
      if (send.apply(port).equals(backend)) {
        return port;
      }
    }
    throw new IllegalStateException("no flow goes to " + backend);
  }

  @ParameterizedTest
  @EnumSource(BackendMap.class)
  void aFlowStaysOnItsBackendWhateverBecomesOfThePool(BackendMap map) {
    MuxFixture lab = new MuxFixture(map, 1000).with(4, pool(true, true, true, false));
    String[] backends = new String[FLOWS];
    for (int i = 0; i < FLOWS; i++) {
      backends[i] = lab.tcp(flow(i), Tcp.SYN);
      assertThat(backends[i]).startsWith("nva");
    }
    lab.goal(pool(true, true, true, true));
    for (int i = 0; i < FLOWS; i++) {
      assertThat(lab.tcp(flow(i), Tcp.ACK)).isEqualTo(backends[i]);
    }
    lab.goal(pool(false, true, true, true));
    for (int i = 0; i < FLOWS; i++) {
      assertThat(lab.tcp(flow(i), Tcp.ACK)).isEqualTo(backends[i]);
    }
    lab.goal(Lab.rule(Lab.backend(4, true)));
    for (int i = 0; i < FLOWS; i++) {
      assertThat(lab.tcp(flow(i), Tcp.ACK)).isEqualTo(backends[i]);
    }
    assertThat(lab.decisions(Decision.LOCAL_HIT)).isEqualTo(3 * FLOWS);
    assertThat(lab.decisions(Decision.NEW)).isEqualTo(FLOWS);
  }

  @ParameterizedTest
  @EnumSource(BackendMap.class)
  void newFlowsGoToHealthyBackendsOnlyAndToAllOfThem(BackendMap map) {
    MuxFixture lab = new MuxFixture(map, 1000).with(4, pool(true, false, true, true));
    TreeSet<String> seen = new TreeSet<>();
    for (int i = 0; i < FLOWS; i++) {
      seen.add(lab.tcp(flow(i), Tcp.SYN));
    }
    assertThat(seen).containsExactly("nva1", "nva3", "nva4");
  }

  @ParameterizedTest
  @EnumSource(BackendMap.class)
  void twoMuxesAgreeOnFlowsTheyNeverSaw(BackendMap map) {
    MuxFixture one = new MuxFixture(map, 1000).with(4, pool(true, true, true, true));
    MuxFixture other = new MuxFixture(map, 1000);
    other.goal(pool(false, true));
    other.goal(pool(true, false, true));
    other.with(4, pool(true, true, true, true));
    for (int i = 0; i < FLOWS; i++) {
      String backend = one.tcp(flow(i), Tcp.SYN);
      assertThat(other.tcp(flow(i), Tcp.ACK)).isEqualTo(backend);
    }
    assertThat(other.decisions(Decision.HASH_FALLBACK)).isEqualTo(FLOWS);
    assertThat(other.flows()).isEqualTo(FLOWS);
  }

  @Test
  void maglevDoesNotCareAboutTheOrderOfThePool() {
    MuxFixture one = new MuxFixture().with(3, pool(true, true, true));
    MuxFixture other =
        new MuxFixture()
            .with(3, Lab.rule(Lab.backend(3, true), Lab.backend(1, true), Lab.backend(2, true)));
    for (int i = 0; i < FLOWS; i++) {
      assertThat(other.tcp(flow(i), Tcp.ACK)).isEqualTo(one.tcp(flow(i), Tcp.ACK));
    }
  }

  @Test
  void withoutAHealthyBackendNewFlowsEndAndEstablishedOnesStay() {
    lab.with(2, pool(true, true));
    String backend = lab.tcp(flow(1), Tcp.SYN);
    lab.tcp(flow(1), Tcp.ACK);
    lab.goal(pool(false, false));
    assertThat(lab.tcp(flow(1), Tcp.ACK | Tcp.PSH)).isEqualTo(backend);
    assertThat(lab.tcp(flow(2), Tcp.SYN)).isEqualTo("[NO_BACKEND]");
    assertThat(lab.tcp(flow(3), Tcp.ACK)).isEqualTo("[NO_BACKEND]");
    assertThat(lab.flows()).isEqualTo(1);
  }

  @Test
  void aSynSentAgainKeepsItsBackendUnlessThatBecameUnhealthy() {
    lab.with(2, pool(true, true));
    int port = portOn("nva1", p -> lab.tcp(flow(p), Tcp.SYN));
    double before = lab.decisions(Decision.NEW);
    assertThat(lab.tcp(flow(port), Tcp.SYN)).isEqualTo("nva1");
    assertThat(lab.decisions(Decision.NEW)).isEqualTo(before);
    lab.goal(pool(false, true));
    assertThat(lab.tcp(flow(port), Tcp.SYN)).isEqualTo("nva2");
    assertThat(lab.decisions(Decision.NEW)).isEqualTo(before + 1);
  }

  @Test
  void aSynOfAnEstablishedFlowStaysEvenOnAnUnhealthyBackend() {
    lab.with(2, pool(true, true));
    int port = portOn("nva1", p -> lab.tcp(flow(p), Tcp.SYN));
    lab.tcp(flow(port), Tcp.ACK);
    lab.goal(pool(false, true));
    assertThat(lab.tcp(flow(port), Tcp.SYN)).isEqualTo("nva1");
  }

  @ParameterizedTest(name = "flags {0}")
  @CsvSource({"17", "20"})
  void aSynAfterFinOrRstOpensANewFlow(int closing) {
    lab.with(2, pool(true, true));
    int port = portOn("nva1", p -> lab.tcp(flow(p), Tcp.SYN));
    lab.tcp(flow(port), Tcp.ACK);
    assertThat(lab.tcp(flow(port), closing)).isEqualTo("nva1");
    lab.goal(pool(false, true));
    assertThat(lab.tcp(flow(port), Tcp.ACK)).isEqualTo("nva1");
    assertThat(lab.tcp(flow(port), Tcp.SYN)).isEqualTo("nva2");
    assertThat(lab.tcp(flow(port), Tcp.ACK)).isEqualTo("nva2");
  }

  @Test
  void udpFlowsLeaveAnUnhealthyBackend() {
    lab.with(2, udpPool(true, true));
    int port = portOn("nva1", p -> lab.udp(udpFlow(p)));
    assertThat(lab.udp(udpFlow(port))).isEqualTo("nva1");
    lab.goal(udpPool(false, true));
    assertThat(lab.udp(udpFlow(port))).isEqualTo("nva2");
    lab.goal(udpPool(true, true));
    assertThat(lab.udp(udpFlow(port))).isEqualTo("nva2");
    lab.goal(udpPool(false, false));
    assertThat(lab.udp(udpFlow(port))).isEqualTo("[NO_BACKEND]");
  }

  @Test
  void aFullTableForwardsStatelesslyByTheMap() {
    MuxFixture small = new MuxFixture(BackendMap.MAGLEV, 16).with(2, pool(true, true));
    MuxFixture large = new MuxFixture().with(2, pool(true, true));
    for (int i = 0; i < 40; i++) {
      assertThat(small.tcp(flow(i), Tcp.SYN)).isEqualTo(large.tcp(flow(i), Tcp.SYN));
    }
    assertThat(small.flows()).isEqualTo(8);
    assertThat(small.decisions(Decision.NEW)).isEqualTo(8);
    assertThat(small.decisions(Decision.STATELESS)).isEqualTo(32);
  }

  @Test
  void aFloodOfSynsLeavesRoomForFlowsThatTheirClientsGoOnWith() {
    MuxFixture small = new MuxFixture(BackendMap.MAGLEV, 16).with(2, pool(true, true));
    for (int i = 0; i < 8; i++) {
      small.tcp(flow(i), Tcp.SYN);
      small.tcp(flow(i), Tcp.ACK);
    }
    for (int i = 100; i < 140; i++) {
      small.tcp(flow(i), Tcp.SYN);
    }
    assertThat(small.flows()).isEqualTo(16);
    assertThat(small.decisions(Decision.NEW)).isEqualTo(16);
    assertThat(small.decisions(Decision.STATELESS)).isEqualTo(32);
    assertThat(small.tcp(flow(3), Tcp.ACK)).startsWith("nva");
    assertThat(small.decisions(Decision.LOCAL_HIT)).isEqualTo(9);
  }

  @Test
  void aRstOfAnUnknownFlowIsForwardedAndNotRemembered() {
    lab.with(2, pool(true, true));
    assertThat(lab.tcp(flow(1), Tcp.RST)).startsWith("nva");
    assertThat(lab.flows()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"SOURCE_IP, true", "SOURCE_IP_PROTOCOL, false"})
  void bySourceAddressAllPortsOfAClientGoToOneBackend(Distribution kind, boolean acrossProtocols) {
    Lab.Pooled[] backends = new Lab.Pooled[8];
    for (int i = 0; i < 8; i++) {
      backends[i] = Lab.backend(i + 1, true);
    }
    FrontendRule ssh = Lab.rule("ssh", Ipv4.TCP, 22, kind, backends);
    FrontendRule dns = Lab.rule("dns", Ipv4.UDP, 53, kind, backends);
    lab.with(8, ssh, dns);
    int alike = 0;
    TreeSet<String> used = new TreeSet<>();
    for (int client = 1; client <= 50; client++) {
      String address = "203.0.113." + client;
      FiveTuple tcp = Packets.tcpTuple(address, 1000, Lab.FRONTEND.toString(), 22);
      FiveTuple otherPort = Packets.tcpTuple(address, 2000, Lab.FRONTEND.toString(), 22);
      FiveTuple udp = Packets.udpTuple(address, 1000, Lab.FRONTEND.toString(), 53);
      String backend = lab.tcp(tcp, Tcp.SYN);
      assertThat(lab.tcp(otherPort, Tcp.SYN)).isEqualTo(backend);
      alike += lab.udp(udp).equals(backend) ? 1 : 0;
      used.add(backend);
    }
    assertThat(alike == 50).isEqualTo(acrossProtocols);
    assertThat(used).hasSize(8);
  }

  @Test
  void aFlowIsForgottenAfterItsRulesIdleTimeout() {
    lab.with(1, pool(true));
    lab.mux.start(0, lab.out);
    lab.tcp(flow(1), Tcp.SYN);
    lab.tcp(flow(1), Tcp.ACK);
    lab.pass(Lab.IDLE_NANOS - SECOND);
    assertThat(lab.flows()).isEqualTo(1);
    lab.tcp(flow(1), Tcp.ACK);
    lab.pass(Lab.IDLE_NANOS - SECOND);
    assertThat(lab.flows()).isEqualTo(1);
    lab.pass(SECOND + FlowAging.ROUND_NANOS);
    assertThat(lab.flows()).isZero();
    assertThat(lab.evictions("idle")).isEqualTo(1);
  }

  @Test
  void aClosedFlowIsForgottenSooner() {
    lab.with(1, pool(true));
    lab.mux.start(0, lab.out);
    lab.tcp(flow(1), Tcp.SYN);
    lab.tcp(flow(1), Tcp.ACK | Tcp.FIN);
    lab.pass(FlowAging.CLOSED_NANOS - SECOND);
    assertThat(lab.flows()).isEqualTo(1);
    lab.pass(SECOND + FlowAging.ROUND_NANOS);
    assertThat(lab.flows()).isZero();
    assertThat(lab.evictions("closed")).isEqualTo(1);
  }

  @Test
  void aFlowOfSynsAloneIsForgottenSooner() {
    lab.with(1, pool(true));
    lab.mux.start(0, lab.out);
    lab.tcp(flow(1), Tcp.SYN);
    lab.tcp(flow(1), Tcp.SYN);
    lab.pass(FlowAging.UNTRUSTED_NANOS - SECOND);
    assertThat(lab.flows()).isEqualTo(1);
    lab.pass(SECOND + FlowAging.ROUND_NANOS);
    assertThat(lab.flows()).isZero();
    assertThat(lab.evictions("untrusted")).isEqualTo(1);
  }

  @Test
  void flowsOfARuleThatIsGoneAreForgottenAtOnce() {
    lab.with(2, pool(true, true), udpPool(true, true));
    lab.tcp(flow(1), Tcp.SYN);
    lab.udp(udpFlow(1));
    lab.goal(udpPool(true, true));
    assertThat(lab.flows()).isEqualTo(1);
    assertThat(lab.tcp(flow(1), Tcp.ACK)).isEqualTo("[NO_RULE]");
    assertThat(lab.evictions("rule_gone")).isEqualTo(1);
  }

  @Test
  void numbersOfMembersThatLeftAreUsedAgainOnceTheirFlowsAreGone() {
    lab.with(2, pool(true));
    lab.mux.start(0, lab.out);
    lab.tcp(flow(1), Tcp.SYN);
    lab.goal(Lab.rule(Lab.backend(2, true)));
    assertThat(lab.tcp(flow(1), Tcp.ACK)).isEqualTo("nva1");
    lab.pass(Lab.IDLE_NANOS + FlowAging.ROUND_NANOS);
    lab.goal(Lab.rule(Lab.backend(2, true)));
    lab.goal(Lab.rule(Lab.backend(2, true), Lab.backend(1, true)));
    TreeSet<String> seen = new TreeSet<>();
    for (int i = 0; i < FLOWS; i++) {
      seen.add(lab.tcp(flow(i), Tcp.SYN));
    }
    assertThat(seen).containsExactly("nva1", "nva2");
  }

  @Test
  void membersBeyondTheBoundTakeNoFlows() {
    Lab.Pooled[] backends = new Lab.Pooled[Members.CAPACITY + 1];
    for (int i = 0; i < backends.length; i++) {
      backends[i] = Lab.backend(i, i == 5 || i == Members.CAPACITY);
    }
    MuxFixture lab = new MuxFixture(BackendMap.LIST_MOD, 1000).with(5, Lab.rule(backends));
    TreeSet<String> seen = new TreeSet<>();
    for (int i = 0; i < FLOWS; i++) {
      seen.add(lab.tcp(flow(i), Tcp.SYN));
    }
    assertThat(seen).containsExactly("nva5");
  }
}
