package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.message.OperatorCommand;
import io.azimux.packet.Tcp;
import org.junit.jupiter.api.Test;

class OperatorCommandTest {
  private static final String CLIENT = "141.192.166.93:49567 > 10.0.1.4:22";
  private static final String SERVER = "10.0.2.6:22 > 10.0.2.4:49567";
  private static final String PROBE = "168.63.129.16:51000 > 10.0.1.4:22";

  @Test
  void ipForwardSwitchedOffStopsConnectionsThatWereForwardedBoth() {
    GuestLab lab = established();
    tell(lab, new OperatorCommand.SetIpForward(false));
    assertThat(lab.segment(0, CLIENT, Tcp.ACK, (byte) 1)).isEqualTo("IP_FORWARD_OFF");
    assertThat(lab.segment(1, SERVER, Tcp.ACK, (byte) 1)).isEqualTo("IP_FORWARD_OFF");
    assertThat(lab.segment(0, "141.192.166.93:5 > 10.0.1.4:22", Tcp.SYN))
        .isEqualTo("IP_FORWARD_OFF");
  }

  @Test
  void ipForwardSwitchedOnAgainLetsTheSameConnectionGoOn() {
    GuestLab lab = established();
    tell(lab, new OperatorCommand.SetIpForward(false));
    lab.segment(0, CLIENT, Tcp.ACK, (byte) 1);
    tell(lab, new OperatorCommand.SetIpForward(true));
    assertThat(lab.segment(0, CLIENT, Tcp.ACK, (byte) 1))
        .isEqualTo("eth1: 10.0.2.4:49567 > 10.0.2.6:22");
    assertThat(lab.segment(1, SERVER, Tcp.ACK, (byte) 1))
        .isEqualTo("eth0: 10.0.1.4:22 > 141.192.166.93:49567");
  }

  @Test
  void aServerThatCeasesToListenResetsNewConnectionsAndKeepsOldOnes() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, PROBE, Tcp.SYN);
    tell(lab, new OperatorCommand.SetListening(22, false));
    assertThat(lab.segment(0, PROBE, Tcp.SYN)).startsWith("DELIVERED");
    assertThat(lab.segment(0, "168.63.129.16:51001 > 10.0.1.4:22", Tcp.SYN))
        .startsWith("NO_LISTENER, eth0");
    tell(lab, new OperatorCommand.SetListening(22, true));
    assertThat(lab.segment(0, "168.63.129.16:51002 > 10.0.1.4:22", Tcp.SYN))
        .startsWith("DELIVERED, eth0");
  }

  private static GuestLab established() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.segment(1, SERVER, Tcp.SYN | Tcp.ACK);
    lab.segment(0, CLIENT, Tcp.ACK);
    assertThat(lab.segment(0, CLIENT, Tcp.ACK, (byte) 1))
        .isEqualTo("eth1: 10.0.2.4:49567 > 10.0.2.6:22");
    return lab;
  }

  private static void tell(GuestLab lab, OperatorCommand command) {
    lab.guest.onMessage("operator", command, lab.now, lab.out);
  }
}
