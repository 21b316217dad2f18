package io.azimux.control;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.PacketArena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a controller sends. */
final class Recorder implements Outbox {
  /** A message with its receiver. */
  record Told(String element, PeerMessage message) {}

  final List<Told> told = new ArrayList<>();
  final List<Fact> facts = new ArrayList<>();
  final Map<Long, Long> timers = new LinkedHashMap<>();
  final List<Disposition> finished = new ArrayList<>();
  private final PacketArena arena = new PacketArena(4);

  /** The newest goal state written to the shared state. */
  GoalState lastGoal() {
    GoalState last = null;
    for (Told one : told) {
      if (one.message() instanceof SharedValue shared && shared.value() instanceof GoalState goal) {
        last = goal;
      }
    }
    if (last == null) {
      throw new AssertionError("no goal state was written");
    }
    return last;
  }

  @Override
  public PacketArena arena() {
    return arena;
  }

  @Override
  public void transmit(int port, int packet) {
    throw new AssertionError("a controller has no port");
  }

  @Override
  public void finish(int packet, Disposition disposition) {
    finished.add(disposition);
  }

  @Override
  public void tell(String element, PeerMessage message) {
    told.add(new Told(element, message));
  }

  @Override
  public void timer(long key, long atNanos) {
    timers.put(key, atNanos);
  }

  @Override
  public void step(int packet, Step step) {
    throw new AssertionError("a controller sees no packets");
  }

  @Override
  public void note(Fact fact) {
    facts.add(fact);
  }
}
