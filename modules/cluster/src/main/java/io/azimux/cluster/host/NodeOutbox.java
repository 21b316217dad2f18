package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RouteAnnouncement;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Carries away what a node puts out. Packets are copied into the batch of their port at once, so an
 * arena holds only what the element is working on or keeps parked.
 */
final class NodeOutbox implements Outbox {
  /**
   * Packets alive at once in one element: a full burst, an answer to each, and what elements may
   * keep parked.
   */
  static final int ARENA_PACKETS = 1024;

  private final PacketArena arena = new PacketArena(ARENA_PACKETS);
  private final Timers timers = new Timers();
  private final List<Capture> captures = new ArrayList<>();
  private final Wiring.Element element;
  private final Surroundings surroundings;
  private final ElementStats stats;
  private final BatchWriter[] writers;
  private long now;
  private boolean retired;

  NodeOutbox(Wiring.Element element, Surroundings surroundings) {
    this.element = element;
    this.surroundings = surroundings;
    stats = surroundings.registry().of(element.name());
    writers = new BatchWriter[element.ports().size()];
    for (int port = 0; port < writers.length; port++) {
      Wiring.Port wired = element.ports().get(port);
      writers[port] = new BatchWriter(wired.peer(), wired.peerPort(), element.name());
    }
  }

  /** Sets the time at which everything happens until the next call. */
  void at(long nowNanos) {
    now = nowNanos;
  }

  Timers timers() {
    return timers;
  }

  @Override
  public PacketArena arena() {
    return arena;
  }

  @Override
  public void transmit(int port, int packet) {
    BatchWriter writer = writers[port];
    if (!captures.isEmpty()) {
      capture(port, arena.bytes(), arena.start(packet), arena.length(packet));
    }
    writer.add(arena, packet, TraceMark.nextHop(arena.mark(packet)));
    arena.release(packet);
    if (writer.isFull()) {
      send(writer);
    }
  }

  @Override
  public void finish(int packet, Disposition disposition) {
    arena.release(packet);
    stats.finish(disposition, 1);
  }

  @Override
  public void tell(String to, PeerMessage message) {
    if (retired && message instanceof RouteAnnouncement) {
      return;
    }
    ActorRef<ToElement> actor = surroundings.directory().find(to);
    if (actor == null) {
      stats.loseMessage();
    } else {
      actor.tell(new Told(to, element.name(), message));
    }
  }

  @Override
  public void timer(long key, long atNanos) {
    timers.set(key, atNanos);
  }

  @Override
  public void step(int packet, Step step) {
    surroundings.journal().step(element.name(), now, arena.mark(packet), step);
  }

  @Override
  public void note(Fact fact) {
    surroundings.journal().fact(element.name(), now, fact);
  }

  /** Sends what is left in the batches. */
  void flush() {
    for (BatchWriter writer : writers) {
      if (writer.size() > 0) {
        send(writer);
      }
    }
  }

  private void send(BatchWriter writer) {
    PacketBatch batch = writer.take(now);
    stats.send(batch.size());
    ActorRef<ToElement> actor = surroundings.directory().find(batch.to());
    if (actor == null) {
      Drops.count(surroundings, batch, stats, Disposition.ELEMENT_DOWN);
    } else {
      actor.tell(batch);
    }
  }

  /** Withdraws all routes at every router, and says nothing about routes afterwards. */
  void retire() {
    if (element.role() == Wiring.Role.MUX) {
      element.ports().stream()
          .map(Wiring.Port::peer)
          .distinct()
          .forEach(router -> tell(router, new RouteAnnouncement(List.of(), 0)));
    }
    retired = true;
  }

  void start(Capture capture) {
    captures.add(capture);
  }

  void stop(Capture capture) {
    captures.remove(capture);
  }

  /** Shows an incoming frame to those who capture. */
  void capture(int port, byte[] bytes, int from, int length) {
    for (int i = 0; i < captures.size(); i++) {
      captures.get(i).offer(port, now, bytes, from, length);
    }
  }
}
