package io.azimux.dataplane.vfp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox.Transmitted;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The health agent of Host-A, which probes nva1/eth0 at port 22, against a guest played by hand.
 */
class HostProbeTest {
  private static final HealthReport UP = new HealthReport("nva1/eth0", Goals.PROBE, true);
  private static final HealthReport DOWN = new HealthReport("nva1/eth0", Goals.PROBE, false);
  private static final int GUEST_SEQUENCE = 5000;
  private static final int SYN_ACK = Tcp.SYN | Tcp.ACK;

  private Lab lab;

  /** A segment from the agent as the guest sees it. */
  private record Segment(FiveTuple tuple, int flags, int sequence, int acknowledgment) {}

  @BeforeEach
  void aHostWithoutPolicy() {
    lab = new Lab("host-a", Lab.world(), new PacketArena(64));
  }

  @Test
  void nothingIsProbedBeforeTheFirstGoalState() {
    lab.pass(10 * Lab.SECOND);
    assertThat(lab.out.transmitted()).isEmpty();
    assertThat(reports()).isEmpty();
  }

  @Test
  void aProbeOpensWithThreeSegmentsAndClosesWithFour() {
    Segment syn = firstSyn();
    assertThat(syn.tuple().source()).isEqualTo(Ipv4Address.parse("168.63.129.16"));
    assertThat(syn.tuple().destination()).isEqualTo(Ipv4Address.parse("10.0.1.4"));
    assertThat(syn.tuple().destinationPort()).isEqualTo(22);
    assertThat(syn.flags()).isEqualTo(Tcp.SYN);

    List<Segment> opened = answer(syn, GUEST_SEQUENCE, syn.sequence() + 1, SYN_ACK);
    assertThat(opened).extracting(Segment::flags).containsExactly(Tcp.ACK, Tcp.FIN | Tcp.ACK);
    assertThat(opened.get(1).sequence()).isEqualTo(syn.sequence() + 1);
    assertThat(opened.get(1).acknowledgment()).isEqualTo(GUEST_SEQUENCE + 1);
    assertThat(reports()).containsExactly(UP);

    byte[] banner = {'S', 'S', 'H'};
    List<Segment> heard = answer(syn, GUEST_SEQUENCE + 1, syn.sequence() + 2, Tcp.ACK, banner);
    assertThat(heard).extracting(Segment::acknowledgment).containsExactly(GUEST_SEQUENCE + 4);
    int fin = Tcp.FIN | Tcp.ACK;
    List<Segment> closed = answer(syn, GUEST_SEQUENCE + 4, syn.sequence() + 2, fin);
    assertThat(closed).extracting(Segment::flags).containsExactly(Tcp.ACK);
    assertThat(closed.get(0).acknowledgment()).isEqualTo(GUEST_SEQUENCE + 5);
    List<Segment> again = answer(syn, GUEST_SEQUENCE + 4, syn.sequence() + 2, fin);
    assertThat(again).as("a FIN sent again").isEqualTo(closed);
    assertThat(lab.out.dispositions()).isEmpty();
    assertThat(lab.arena().inUse()).isZero();
  }

  @Test
  void silenceIsAFailureWhenTheNextProbeIsDueASecondLater() {
    firstSyn();
    lab.pass(900 * Lab.MILLI);
    assertThat(reports()).isEmpty();
    lab.pass(200 * Lab.MILLI);
    assertThat(reports()).containsExactly(DOWN);
    List<Segment> sent = segments();
    assertThat(sent).extracting(Segment::flags).containsExactly(Tcp.RST, Tcp.SYN);
    assertThat(sent.get(1).tuple()).as("a new port").isNotEqualTo(sent.get(0).tuple());
    lab.pass(3 * Lab.SECOND);
    assertThat(reports()).as("nothing has changed").isEmpty();
    assertThat(syns()).as("every second until the first answer").hasSize(3);
    lab.pass(2 * Lab.SECOND);
    assertThat(reports()).as("said again after an interval").containsExactly(DOWN);
  }

  @Test
  void anRstIsAFailureAtOnce() {
    Segment syn = firstSyn();
    answer(syn, 0, syn.sequence() + 1, Tcp.RST | Tcp.ACK);
    assertThat(reports()).containsExactly(DOWN);
    lab.pass(1100 * Lab.MILLI);
    assertThat(reports()).as("not twice").isEmpty();
  }

  @Test
  void anAnswerToAnotherSynIsNoAnswer() {
    Segment syn = firstSyn();
    assertThat(answer(syn, GUEST_SEQUENCE, syn.sequence() + 2, SYN_ACK)).isEmpty();
    assertThat(answer(syn, 0, syn.sequence(), Tcp.RST | Tcp.ACK)).isEmpty();
    assertThat(reports()).isEmpty();
  }

  @Test
  void afterTheFirstAnswerItProbesEveryIntervalAndRepeatsItsReport() {
    Segment syn = firstSyn();
    up(syn);
    lab.pass(Lab.SECOND);
    up(onlySyn());
    assertThat(reports()).containsExactly(UP);
    lab.pass(4900 * Lab.MILLI);
    assertThat(segments()).isEmpty();
    lab.pass(200 * Lab.MILLI);
    up(onlySyn());
    assertThat(reports()).containsExactly(UP);
    lab.pass(10 * Lab.SECOND);
    assertThat(reports()).as("one failure takes it down").contains(DOWN);
    assertThat(lab.measure(Measure.PROBE_HEALTHY)).isZero();
  }

  @Test
  void aGroupThatDeniesTheProbeTakesTheBackendDown() {
    lab.tell(Goals.of(1, List.of(Goals.rule(22, 22, false)), Goals.denyAll(), true));
    lab.pass(2 * Lab.SECOND);
    assertThat(lab.out.transmitted()).isEmpty();
    assertThat(lab.out.dispositions()).isNotEmpty().containsOnly(Disposition.NSG_DENIED);
    assertThat(reports()).contains(DOWN);
  }

  @Test
  void aSegmentWithAWrongChecksumIsNoAnswer() {
    Segment syn = firstSyn();
    int packet =
        Packets.tcp(
            lab.arena(), syn.tuple().reversed(), SYN_ACK, GUEST_SEQUENCE, syn.sequence() + 1);
    int last = lab.arena().start(packet) + lab.arena().length(packet) - 1;
    lab.arena().bytes()[last] ^= 1;
    lab.fromNic("nva1/eth0", packet);
    lab.ended(Disposition.BAD_CHECKSUM);
  }

  @Test
  void silentProbesDoNotPileUpInTheFlowTable() {
    lab.tell(Goals.standard(1));
    for (int second = 0; second < 60; second++) {
      lab.pass(Lab.SECOND);
      lab.out.clear();
    }
    assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).isLessThan(30);
  }

  @Test
  void theThresholdCountsResultsInARowBothWays() {
    Probe probe = new Probe(0, "nva1/eth0", new HealthProbe("p", 22, 5 * Lab.SECOND, 3));
    Probe.Wire nowhere = (port, sequence, acknowledgment, flags) -> {};
    List<Boolean> states = new ArrayList<>();
    List<Boolean> opinions = new ArrayList<>();
    for (char result : "++-+++--+---".toCharArray()) {
      probe.begin(100, nowhere);
      int flags = result == '+' ? SYN_ACK : Tcp.RST | Tcp.ACK;
      assertThat(probe.segment(1, 101, flags, 0, nowhere)).isTrue();
      states.add(probe.healthy());
      opinions.add(probe.decided());
    }
    assertThat(opinions.indexOf(true)).as("no opinion before three equal results").isEqualTo(5);
    assertThat(states.toString().replace("true", "1").replace("false", "0"))
        .isEqualTo("[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0]");
    assertThat(probe.successes()).isEqualTo(6);
    assertThat(probe.failures()).isEqualTo(6);
  }

  private Segment firstSyn() {
    lab.tell(Goals.standard(1));
    lab.pass(100 * Lab.MILLI);
    return onlySyn();
  }

  private Segment onlySyn() {
    List<Segment> sent = syns();
    assertThat(sent).hasSize(1);
    return sent.get(0);
  }

  private List<Segment> syns() {
    return segments().stream().filter(one -> one.flags() == Tcp.SYN).toList();
  }

  private void up(Segment syn) {
    answer(syn, GUEST_SEQUENCE, syn.sequence() + 1, SYN_ACK);
    answer(syn, GUEST_SEQUENCE + 1, syn.sequence() + 2, Tcp.FIN | Tcp.ACK);
  }

  /** The guest says something; what the agent says to that. */
  private List<Segment> answer(
      Segment syn, int sequence, int acknowledgment, int flags, byte... payload) {
    FiveTuple back = syn.tuple().reversed();
    int packet = Packets.tcp(lab.arena(), back, flags, sequence, acknowledgment, payload);
    lab.fromNic("nva1/eth0", packet);
    assertThat(lab.out.dispositions()).containsExactly(Disposition.DELIVERED);
    lab.out.finished().clear();
    return segments();
  }

  /** Takes out what was sent to the guest. */
  private List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    for (Transmitted one : lab.out.transmitted()) {
      assertThat(one.port()).isEqualTo(lab.port("nva1/eth0"));
      int start = lab.arena().start(one.packet());
      Lab.assertSound(lab.arena(), start, lab.arena().length(one.packet()));
      byte[] bytes = lab.arena().bytes();
      int tcp = Frame.check(bytes, start, lab.arena().length(one.packet()));
      assertThat(tcp).isEqualTo(start + Ethernet.HEADER + Ipv4.HEADER);
      FiveTuple tuple = lab.tuple(one.packet());
      segments.add(
          new Segment(
              tuple,
              Tcp.flags(bytes, tcp),
              Tcp.sequence(bytes, tcp),
              Tcp.acknowledgment(bytes, tcp)));
      lab.arena().release(one.packet());
    }
    lab.out.transmitted().clear();
    return segments;
  }

  /** Takes out what was reported. */
  private List<HealthReport> reports() {
    List<HealthReport> reports = new ArrayList<>();
    for (SharedValue shared : lab.out.told(FlowBatch.STORE, SharedValue.class)) {
      assertThat(shared.key()).isEqualTo("health/host-a");
      reports.addAll(((HostHealth) shared.value()).reports());
    }
    lab.out.told().clear();
    return reports;
  }
}
