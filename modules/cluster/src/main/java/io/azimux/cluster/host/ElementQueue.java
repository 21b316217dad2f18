package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits in front of an element. Messages overtake packets, so that an overloaded element still
 * hears of routes and policies, and so does network control, so that it still hears its neighbours;
 * packets are bounded by their number, not by batches. What finds no room is dropped and counted at
 * once: a sender is never held up.
 */
public final class ElementQueue implements MessageQueue {
  /**
   * Packets of network control that may overtake, beyond the room for others: neighbours send a few
   * in a second, so more of them are data that somebody marked so.
   */
  static final int CONTROL_CAPACITY = 256;

  /** Whatever overtakes. */
  private final ConcurrentLinkedQueue<Envelope> messages = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<Envelope> packets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger control = new AtomicInteger();
  private final ElementStats stats;
  private final Consumer<PacketBatch> dropped;
  private final int packetCapacity;
  private final int messageCapacity;

  /**
   * Makes an empty queue.
   *
   * @param dropped told of each batch that found no room, by the sender's thread
   */
  ElementQueue(
      ElementStats stats, Consumer<PacketBatch> dropped, int packetCapacity, int messageCapacity) {
    this.stats = stats;
    this.dropped = dropped;
    this.packetCapacity = packetCapacity;
    this.messageCapacity = messageCapacity;
  }

  @Override
  public void enqueue(ActorRef receiver, Envelope envelope) {
    if (envelope.message() instanceof PacketBatch batch) {
      enqueue(envelope, batch);
    } else if (envelope.message() instanceof Told) {
      if (told.incrementAndGet() <= messageCapacity) {
        messages.add(envelope);
      } else {
        told.decrementAndGet();
        stats.loseMessage();
      }
    } else {
      // Timers and Pekko's own: one or two at a time, and never to be lost.
      messages.add(envelope);
    }
  }

  private void enqueue(Envelope envelope, PacketBatch batch) {
    int size = batch.size();
    if (batch.isNetworkControl() && control.get() + size <= CONTROL_CAPACITY) {
      control.addAndGet(size);
      stats.enqueue(size);
      messages.add(envelope);
    } else if (stats.enqueue(size, packetCapacity + control.get())) {
      packets.add(envelope);
    } else {
      stats.finish(Disposition.QUEUE_FULL, size);
      dropped.accept(batch);
    }
  }

  @Override
  public @Nullable Envelope dequeue() {
    Envelope message = messages.poll();
    if (message != null) {
      if (message.message() instanceof Told) {
        told.decrementAndGet();
      } else if (message.message() instanceof PacketBatch batch) {
        control.addAndGet(-batch.size());
        stats.dequeue(batch.size());
      }
      return message;
    }
    Envelope packet = packets.poll();
    if (packet != null && packet.message() instanceof PacketBatch batch) {
      stats.dequeue(batch.size());
    }
    return packet;
  }

  @Override
  public int numberOfMessages() {
    return messages.size() + packets.size();
  }

  @Override
  public boolean hasMessages() {
    return !messages.isEmpty() || !packets.isEmpty();
  }

  /** The actor is gone: what still waited goes where Pekko counts it. */
  @Override
  public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
    for (Envelope left = dequeue(); left != null; left = dequeue()) {
      deadLetters.enqueue(owner, left);
    }
  }
}
