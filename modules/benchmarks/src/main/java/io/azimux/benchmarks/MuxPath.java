package io.azimux.benchmarks;

import io.azimux.dataplane.mux.Mux;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Vxlan;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;

/**
 * The real MUX: parse, hash, flow-table hit, last-seen store, VXLAN encapsulation, through {@link
 * Mux#onBurst}. All flows stand in its table before the first measurement.
 */
final class MuxPath implements Path {
  private final Mux mux;
  private final Traffic traffic;
  private final Untunnel out;
  private long now;

  /** Takes the tunnel off again, so that packets can be sent once more. */
  private static final class Untunnel implements Outbox {
    private final PacketArena arena;
    private long sent;

    Untunnel(PacketArena arena) {
      this.arena = arena;
    }

    @Override
    public PacketArena arena() {
      return arena;
    }

    @Override
    public void transmit(int port, int packet) {
      arena.pull(packet, Vxlan.OVERHEAD);
      sent++;
    }

    @Override
    public void finish(int packet, Disposition disposition) {
      throw new IllegalStateException("a packet ended as " + disposition);
    }

    @Override
    public void tell(String element, PeerMessage message) {
      // The world around the MUX does not listen.
    }

    @Override
    public void timer(long key, long atNanos) {
      // Time stands still but for what the measurement gives.
    }

    @Override
    public void step(int packet, Step step) {
      throw new IllegalStateException("no packet is traced");
    }

    @Override
    public void note(Fact fact) {
      // Nobody observes.
    }
  }

  MuxPath(int flows, int burstSize) {
    World world = BenchWorld.of(flows);
    traffic = new Traffic(flows, burstSize);
    out = new Untunnel(traffic.arena());
    mux = Mux.of(world, Wiring.of(world), BenchWorld.MUX, new RandomSource(1));
    SharedValue goal = new SharedValue("goal", 1, BenchWorld.goal());
    mux.onMessage(FlowBatch.STORE, goal, 0, out);
    for (int i = 0; i < BenchWorld.BACKENDS; i++) {
      mux.onMessage(BenchWorld.CONTROLLER, BenchWorld.resolved(i), 0, out);
    }
    for (int flow = 0; flow < flows; flow += burstSize) {
      mux.onBurst(0, traffic.inOrder(flow), 0, out);
    }
    if (out.sent != flows) {
      throw new IllegalStateException(out.sent + " of " + flows + " flows were entered");
    }
  }

  @Override
  public int forward() {
    Burst burst = traffic.next();
    now += 1000;
    mux.onBurst(0, burst, now, out);
    return burst.size();
  }
}
