package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.message.AccessRule;
import io.azimux.node.message.GoalState;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host does between its own NICs. */
class HostSwitchTest {
  private static final FiveTuple FLOW = tcpTuple("10.0.2.5", 49567, "10.0.2.6", 22);
  private static final int SYN_ACK = Tcp.SYN | Tcp.ACK;

  @Test
  void whatIsSwitchedIsOneFlowWithOneEntryForEachDirection() {
    Lab lab = Lab.ready("host-b");
    there(lab, FLOW, Tcp.SYN);
    back(lab, SYN_ACK);
    there(lab, FLOW, Tcp.ACK);
    assertThat(lab.measure(Measure.VFP_SLOW_PATH)).isEqualTo(1);
    assertThat(lab.measure(Measure.VFP_UFT_HITS)).isEqualTo(2);
    assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).isEqualTo(2);
  }

  @Test
  void aReplyPassesBothNicsAlthoughNoRuleAllowsIt() {
    Lab lab = Lab.ready("host-b");
    lab.tell(onlySsh(2));
    there(lab, FLOW, Tcp.SYN);
    back(lab, SYN_ACK);
    lab.tell(onlySsh(3));
    back(lab, Tcp.ACK);
  }

  @Test
  void aNewPolicyOfTheOtherNicEndsTheFlowBothWays() {
    Lab lab = Lab.ready("host-b");
    there(lab, FLOW, Tcp.SYN);
    lab.tell(new GoalState(2, List.of(), Goals.nics(Goals.denyAll(), Goals.allowAll(), true)));
    lab.fromNic("vm-prod-1/eth0", lab.tcp(FLOW.reversed(), Tcp.ACK));
    lab.ended(Disposition.NSG_DENIED);
    lab.out.clear();
    lab.fromNic("nva2/eth1", lab.tcp(FLOW, Tcp.ACK));
    lab.ended(Disposition.NSG_DENIED);
  }

  @Test
  void aReplyToAnotherNicThanTheFlowBeganAtIsAskedForItsPass() {
    Lab lab = Lab.ready("host-b");
    lab.tell(onlySsh(2));
    FiveTuple otherSource = tcpTuple("10.0.1.5", 49567, "10.0.2.6", 22);
    there(lab, otherSource, Tcp.SYN);
    lab.fromNic("vm-prod-1/eth0", lab.tcp(otherSource.reversed(), SYN_ACK));
    lab.ended(Disposition.NSG_DENIED);
  }

  @Test
  void noNicIsSwitchedToItself() {
    Lab lab = Lab.ready("host-b");
    lab.fromNic("nva2/eth1", lab.tcp(tcpTuple("10.0.2.5", 22, "10.0.2.5", 22), Tcp.SYN));
    lab.ended(Disposition.NO_ROUTE);
    assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).isZero();
  }

  /** To port 22 only, whoever sends. */
  private static GoalState onlySsh(long version) {
    List<Ipv4Prefix> all = List.of(Ipv4Prefix.ANY);
    AccessRule ssh = Goals.access("nsg/ssh", 100, true, Ipv4.TCP, all, all, 22);
    List<AccessRule> rules = List.of(ssh);
    return new GoalState(version, List.of(), Goals.nics(rules, rules, true));
  }

  private static void there(Lab lab, FiveTuple flow, int flags) {
    lab.fromNic("nva2/eth1", lab.tcp(flow, flags));
    assertThat(lab.tuple(lab.sentTo("vm-prod-1/eth0"))).isEqualTo(flow);
    lab.out.clear();
  }

  private static void back(Lab lab, int flags) {
    lab.fromNic("vm-prod-1/eth0", lab.tcp(FLOW.reversed(), flags));
    assertThat(lab.tuple(lab.sentTo("nva2/eth1"))).isEqualTo(FLOW.reversed());
    lab.out.clear();
  }
}
