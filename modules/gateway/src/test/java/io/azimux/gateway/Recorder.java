package io.azimux.gateway;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.PacketArena;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Keeps what a node puts out. */
final class Recorder implements Outbox {
  /** A packet that left. */
  record Sent(int port, byte[] bytes) {}

  final List<Sent> sent = new ArrayList<>();
  final Map<Disposition, Integer> finished = new EnumMap<>(Disposition.class);
  private final PacketArena arena = new PacketArena(64);

  @Override
  public PacketArena arena() {
    return arena;
  }

  @Override
  public void transmit(int port, int packet) {
    sent.add(new Sent(port, arena.copy(packet)));
    arena.release(packet);
  }

  @Override
  public void finish(int packet, Disposition disposition) {
    arena.release(packet);
    finished.merge(disposition, 1, Integer::sum);
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
