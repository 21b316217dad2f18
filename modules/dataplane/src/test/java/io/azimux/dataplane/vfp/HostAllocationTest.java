package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A packet that hits the unified flow table costs no memory, in either direction. */
class HostAllocationTest {
  private static final int FLOWS = 32;
  private static final int ROUNDS = 2000;

  /** Counts what is sent and drops it; itself without allocation. */
  private static final class Sink implements Outbox {
    private final PacketArena arena;
    private int sent;

    Sink(PacketArena arena) {
      this.arena = arena;
    }

    @Override
    public PacketArena arena() {
      return arena;
    }

    @Override
    public void transmit(int port, int packet) {
      sent++;
      arena.release(packet);
    }

    @Override
    public void finish(int packet, Disposition disposition) {
      arena.release(packet);
    }

    @Override
    public void tell(String element, PeerMessage message) {}

    @Override
    public void timer(long key, long atNanos) {}

    @Override
    public void step(int packet, Step step) {}

    @Override
    public void note(Fact fact) {}
  }

  @Test
  void itAllocatesNothingFromTheNetworkToAGuest() {
    Lab lab = Lab.ready("host-a");
    byte[][] frames = new byte[FLOWS][];
    for (int i = 0; i < FLOWS; i++) {
      int packet = lab.tcp(tcpTuple("1.2.3.4", 1000 + i, "20.240.9.27", 22), Tcp.ACK);
      lab.tunnel(packet, "10.0.1.4", Goals.VNI);
      frames[i] = taken(lab, packet);
    }
    assertNothingAllocated(lab, Lab.UPLINK, frames);
  }

  @Test
  void itAllocatesNothingFromAGuestIntoATunnel() {
    Lab lab = Lab.ready("host-a");
    byte[][] frames = new byte[FLOWS][];
    for (int i = 0; i < FLOWS; i++) {
      FiveTuple flow = tcpTuple("10.0.2.4", 1000 + i, "10.0.2.6", 22);
      frames[i] = taken(lab, Packets.tcp(lab.arena(), flow, Tcp.ACK));
    }
    assertNothingAllocated(lab, lab.port("nva1/eth1"), frames);
  }

  private static void assertNothingAllocated(Lab lab, int port, byte[][] frames) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Sink sink = new Sink(lab.arena());
    Burst burst = new Burst();
    run(lab, sink, burst, port, frames);
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    int sentBefore = sink.sent;
    run(lab, sink, burst, port, frames);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    int packets = sink.sent - sentBefore;
    assertThat(packets).isEqualTo(ROUNDS * FLOWS);
    // The runtime itself allocates a little now and then; one object of 16 bytes a packet shows.
    assertThat(allocated).isLessThan(packets);
  }

  private static void run(Lab lab, Sink sink, Burst burst, int port, byte[][] frames) {
    for (int round = 0; round < ROUNDS; round++) {
      burst.clear();
      for (byte[] frame : frames) {
        burst.add(lab.arena().allocate(frame, 0, frame.length));
      }
      lab.host.onBurst(port, burst, lab.now, sink);
    }
  }

  private static byte[] taken(Lab lab, int packet) {
    byte[] frame = lab.arena().copy(packet);
    lab.arena().release(packet);
    return frame;
  }
}
