package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What our NVA is known to do otherwise than the kernel's. Where one of these fails, the difference
 * is gone, and the decision record about it is wrong.
 */
class KernelDifferencesTest {
  private static final int TRANSPORT = Ethernet.HEADER + Ipv4.HEADER;
  private static final String TUPLE = "141.192.166.93:49567 > 10.0.1.4:22";

  private NvaPair pair;

  @BeforeEach
  void start() {
    String obstacle = LinuxNva.obstacle();
    assumeTrue(obstacle.isEmpty(), "no namespace for the kernel's iptables: " + obstacle);
    pair = new NvaPair(List.of(GuestLab.DNAT, GuestLab.MASQUERADE), true, false);
  }

  @AfterEach
  void stop() {
    if (pair != null) {
      pair.close();
    }
  }

  @Test
  void theKernelSendsOnWhatIsNoTcpAndOursDropsIt() {
    byte[] frame = syn("1.2.3.4:5000 > 8.8.8.8:53");
    frame[TRANSPORT + 12] = (byte) 0xf0;
    NvaPair.Outcome outcome = pair.pass(0, frame);
    assertThat(outcome.kernel()).hasSize(1);
    assertThat(outcome.ends()).containsExactly(Disposition.MALFORMED);
  }

  @Test
  void theKernelTranslatesNothingWhoseChecksumIsWrongAndOursLeavesThatToTheReceiver() {
    byte[] frame = syn(TUPLE);
    frame[TRANSPORT + 16] ^= 1;
    NvaPair.Outcome outcome = pair.pass(0, frame);
    assertThat(outcome.kernel()).isEmpty();
    assertThat(NvaPair.tuple(outcome.ours().get(0).frame()).destination())
        .isEqualTo(Ipv4Address.parse("10.0.2.6"));
  }

  @Test
  void theKernelPutsFragmentsTogetherAndOursDropsThem() {
    byte[] first = udp("1.2.3.4:5000 > 8.8.8.8:53", 0, 8, true);
    byte[] second = udp("1.2.3.4:5000 > 8.8.8.8:53", 8, 16, false);
    NvaPair.Outcome before = pair.pass(0, first);
    NvaPair.Outcome after = pair.pass(0, second);
    assertThat(before.kernel()).isEmpty();
    assertThat(after.kernel()).isNotEmpty();
    assertThat(before.ends()).containsExactly(Disposition.FRAGMENT);
    assertThat(after.ends()).containsExactly(Disposition.FRAGMENT);
  }

  private static byte[] syn(String tuple) {
    PacketArena arena = new PacketArena(1);
    return arena.copy(Packets.tcp(arena, GuestLab.tcp(tuple), Tcp.SYN));
  }

  private static byte[] udp(String tuple, int from, int to, boolean more) {
    PacketArena arena = new PacketArena(1);
    byte[] whole = arena.copy(Packets.udp(arena, GuestLab.udp(tuple), new byte[8]));
    FiveTuple of = GuestLab.udp(tuple);
    byte[] part = new byte[TRANSPORT + to - from];
    System.arraycopy(whole, 0, part, 0, TRANSPORT);
    System.arraycopy(whole, TRANSPORT + from, part, TRANSPORT, to - from);
    int ip = Ethernet.HEADER;
    int total = part.length - ip;
    Ipv4.write(part, ip, total, 64, Ipv4.UDP, of.source().bits(), of.destination().bits());
    Bytes.put16(part, ip + 6, (more ? 0x2000 : 0) | from / 8);
    Bytes.put16(part, ip + 10, 0);
    int sum = InternetChecksum.finish(InternetChecksum.sum(part, ip, Ipv4.HEADER));
    Bytes.put16(part, ip + 10, sum);
    return part;
  }
}
