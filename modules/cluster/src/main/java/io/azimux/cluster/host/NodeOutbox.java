package io.azimux.cluster.host;

import io.azimux.cluster.chaos.Link;
import io.azimux.cluster.host.DelayLine.Late;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
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
  private final List<Capture> captures;
  private final Wiring.Element element;
  private final Surroundings surroundings;
  private final ElementStats stats;
  private final BatchWriter[] writers;
  private final BatchWriter[] controlWriters;
  private final LongAdder[] sentTo;
  private final Obstacles obstacles;
  private final List<Door> doors;
  private final DelayLine delayed = new DelayLine();
  private final List<CompletableFuture<Boolean>> draining = new ArrayList<>();
  private long now;

  NodeOutbox(Wiring.Element element, Surroundings surroundings, List<Capture> captures) {
    this.captures = captures;
    obstacles = new Obstacles(surroundings.links(), element);
    this.element = element;
    this.surroundings = surroundings;
    stats = surroundings.registry().of(element.name());
    doors = surroundings.doors().of(element.name());
    writers = new BatchWriter[element.ports().size()];
    controlWriters = new BatchWriter[writers.length];
    sentTo = new LongAdder[writers.length];
    for (int port = 0; port < writers.length; port++) {
      Wiring.Port wired = element.ports().get(port);
      writers[port] = new BatchWriter(wired.peer(), wired.peerPort(), element.name());
      controlWriters[port] = new BatchWriter(wired.peer(), wired.peerPort(), element.name());
      sentTo[port] = stats.sentTo(wired.peer());
    }
  }

  /** Sets the time at which everything happens until the next call. */
  void at(long nowNanos) {
    now = nowNanos;
    obstacles.refresh();
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
    if (port >= writers.length) {
      leave(doors.get(port - writers.length), packet);
      return;
    }
    if (!captures.isEmpty()) {
      capture(port, arena.bytes(), arena.start(packet), arena.length(packet));
    }
    int mark = TraceMark.nextHop(arena.mark(packet));
    Link link = obstacles.out(port);
    if (link == null || passes(link, port, packet, mark)) {
      write(port, arena.bytes(), arena.start(packet), arena.length(packet), mark);
    }
    arena.release(packet);
  }

  /** Network control does not travel among data, so that queues can let it overtake. */
  private void write(int port, byte[] bytes, int start, int length, int mark) {
    boolean control = PacketBatch.isNetworkControl(bytes, start, length);
    BatchWriter writer = (control ? controlWriters : writers)[port];
    writer.add(bytes, start, length, mark);
    if (writer.isFull()) {
      send(port, writer);
    }
  }

  /** What has left is at its destination, as far as anybody here will know. */
  private void leave(Door door, int packet) {
    boolean taken = door.send(arena.bytes(), arena.start(packet), arena.length(packet));
    Disposition end = taken ? Disposition.DELIVERED : Disposition.LINK_QUEUE_FULL;
    if (arena.mark(packet) != 0) {
      step(packet, new Step.Finished(end, null));
    }
    finish(packet, end);
  }

  /** Ports of the element, its doors included. */
  int ports() {
    return writers.length + doors.size();
  }

  /** False where a fault on the link stops a packet, or holds it back. */
  private boolean passes(Link link, int port, int packet, int mark) {
    if (link.losesPacket()) {
      loseOnLink(port, mark, Disposition.LINK_LOSS);
      return false;
    }
    long delay = link.packetDelay();
    if (delay == 0) {
      return true;
    }
    int start = arena.start(packet);
    byte[] frame = Arrays.copyOfRange(arena.bytes(), start, start + arena.length(packet));
    if (!delayed.add(now + delay, port, frame, mark)) {
      loseOnLink(port, mark, Disposition.LINK_QUEUE_FULL);
    }
    return false;
  }

  private void loseOnLink(int port, int mark, Disposition reason) {
    stats.send(1);
    sentTo[port].increment();
    stats.finish(reason, 1);
    if (mark != 0) {
      String peer = element.ports().get(port).peer();
      surroundings.journal().step(peer, now, mark, new Step.Finished(reason, null));
    }
  }

  /** When the first packet or message that is held back may go on. */
  long nextRelease() {
    return delayed.earliest();
  }

  /** Lets go what was held back until now. */
  void release(long nowNanos) {
    for (Late late = delayed.poll(nowNanos); late != null; late = delayed.poll(nowNanos)) {
      if (late.told() != null) {
        send(late.told());
      } else if (late.frame() != null) {
        write(late.port(), late.frame(), 0, late.frame().length, late.mark());
      }
    }
  }

  @Override
  public void finish(int packet, Disposition disposition) {
    arena.release(packet);
    stats.finish(disposition, 1);
  }

  @Override
  public void tell(String to, PeerMessage message) {
    if (to.equals(FlowBatch.STORE)) {
      if (!surroundings.store().tell(element.name(), message)) {
        stats.loseMessage();
      }
      return;
    }
    if (to.equals(Hosting.OPERATOR)) {
      answerOperator(message);
      return;
    }
    Told told = new Told(to, element.name(), message);
    Link link = obstacles.to(to);
    if (link == null) {
      send(told);
    } else if (link.losesMessage()
        || link.fault().delayNanos() > 0 && !delayed.add(now + link.fault().delayNanos(), told)) {
      stats.loseMessage();
    } else if (link.fault().delayNanos() == 0) {
      send(told);
    }
  }

  private void send(Told told) {
    ActorRef<ToElement> actor = surroundings.directory().find(told.to());
    if (actor == null) {
      stats.loseMessage();
    } else {
      actor.tell(told);
    }
  }

  private void answerOperator(PeerMessage message) {
    if (message instanceof OperatorCommand.Drained) {
      draining.forEach(answer -> answer.complete(true));
      draining.clear();
    }
  }

  /** Something came from an element. */
  void heard(String peer) {
    obstacles.heard(peer);
  }

  /** This answer waits until the element says that it is drained. */
  void awaitDrained(CompletableFuture<Boolean> answer) {
    draining.add(answer);
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
    flushControl();
    flush(writers);
    for (int i = 0; i < doors.size(); i++) {
      doors.get(i).flush();
    }
  }

  /** Sends what is left of network control. */
  void flushControl() {
    flush(controlWriters);
  }

  private void flush(BatchWriter[] collected) {
    for (int port = 0; port < collected.length; port++) {
      if (collected[port].size() > 0) {
        send(port, collected[port]);
      }
    }
  }

  private void send(int port, BatchWriter writer) {
    PacketBatch batch = writer.take(now);
    stats.send(batch.size());
    sentTo[port].add(batch.size());
    ActorRef<ToElement> actor = surroundings.directory().find(batch.to());
    if (actor == null) {
      Drops.count(surroundings, batch, stats, Disposition.ELEMENT_DOWN);
    } else {
      actor.tell(batch);
    }
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
