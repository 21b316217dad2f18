package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What packets of one burst do to each other, and what a burst costs. */
class GuestBurstTest {
  private static final String CLIENT = "141.192.166.93:49567 > 10.0.1.4:22";
  private static final String TO_SERVER = "eth1: 10.0.2.4:49567 > 10.0.2.6:22";

  @Test
  void aSynThatIsThereTwiceOpensOneConnection() {
    GuestLab lab = GuestLab.nva();
    burst(lab, Tcp.SYN, Tcp.SYN, Tcp.SYN);
    assertThat(lab.out.transmitted()).hasSize(3);
    assertThat(lab.describe(2)).isEqualTo(TO_SERVER);
    assertThat(lab.connections()).isEqualTo(1);
  }

  /** The lookups of a burst come first, so what the second packet found is gone when it acts. */
  @Test
  void aPacketWhoseConnectionEndedEarlierInTheBurstOpensANewOne() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.out.clear();
    burst(lab, Tcp.RST, Tcp.SYN);
    assertThat(lab.describe(0)).isEqualTo(TO_SERVER);
    assertThat(lab.describe(1)).isEqualTo(TO_SERVER);
    assertThat(lab.connections()).isEqualTo(1);
  }

  /** With one record only, the second client's connection takes the place of the first's. */
  @Test
  void aRecordThatWasGivenToAnotherConnectionIsNotMistakenForTheOldOne() {
    GuestLab lab = GuestLab.withCapacity(1, GuestLab.DNAT, GuestLab.MASQUERADE);
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.out.clear();
    Burst both = new Burst();
    both.add(packet(lab, "141.192.166.93:2000 > 10.0.1.4:22", Tcp.SYN));
    both.add(packet(lab, CLIENT, Tcp.SYN));
    lab.guest.onBurst(0, both, lab.now, lab.out);
    assertThat(lab.describe(0)).isEqualTo("eth1: 10.0.2.4:2000 > 10.0.2.6:22");
    assertThat(lab.describe(1)).isEqualTo(TO_SERVER);
    assertThat(lab.connections()).isEqualTo(1);
  }

  @Test
  void packetsOfEstablishedConnectionsAllocateNothing() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.segment(1, "10.0.2.6:22 > 10.0.2.4:49567", Tcp.SYN | Tcp.ACK);
    lab.segment(0, CLIENT, Tcp.ACK);
    lab.out.clear();
    int packet = packet(lab, CLIENT, Tcp.ACK);
    byte[] frame = lab.arena().copy(packet);
    Burst burst = Packets.burst(packet);
    SilentOutbox silent = new SilentOutbox(lab.arena());
    send(lab, packet, frame, burst, silent, 1000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    send(lab, packet, frame, burst, silent, 10_000);
    long perPacket = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
    assertThat(silent.transmitted).isEqualTo(11_000);
    assertThat(perPacket).as("bytes").isZero();
  }

  private static void send(
      GuestLab lab, int packet, byte[] frame, Burst burst, Outbox out, int times) {
    for (int i = 0; i < times; i++) {
      System.arraycopy(frame, 0, lab.arena().bytes(), lab.arena().start(packet), frame.length);
      lab.guest.onBurst(0, burst, lab.now, out);
    }
  }

  private static void burst(GuestLab lab, int... flags) {
    Burst burst = new Burst();
    for (int one : flags) {
      burst.add(packet(lab, CLIENT, one));
    }
    lab.guest.onBurst(0, burst, lab.now, lab.out);
  }

  private static int packet(GuestLab lab, String tuple, int flags) {
    return lab.addressed(0, Packets.tcp(lab.arena(), GuestLab.tcp(tuple), flags));
  }

  /** Counts packets that leave, and remembers nothing. */
  private static final class SilentOutbox implements Outbox {
    private final PacketArena arena;
    private int transmitted;

    SilentOutbox(PacketArena arena) {
      this.arena = arena;
    }

    @Override
    public PacketArena arena() {
      return arena;
    }

    @Override
    public void transmit(int port, int packet) {
      transmitted++;
    }

    @Override
    public void finish(int packet, Disposition disposition) {
      throw new AssertionError("packet ended as " + disposition);
    }

    @Override
    public void tell(String element, PeerMessage message) {
      throw new AssertionError("message to " + element);
    }

    @Override
    public void timer(long key, long atNanos) {}

    @Override
    public void step(int packet, Step step) {
      throw new AssertionError("step of an unmarked packet: " + step);
    }

    @Override
    public void note(Fact fact) {
      throw new AssertionError("fact " + fact);
    }
  }
}
