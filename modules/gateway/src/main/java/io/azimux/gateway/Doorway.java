package io.azimux.gateway;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import java.util.List;

/**
 * An element of which one port, the last, leads to the outside through a tunnel: the element sees
 * plain frames there.
 */
public final class Doorway implements Node {
  private final Node inside;
  private final int door;
  private final TunnelLink link;

  /** Answers to what the element sent that was too long: it gets them when it is done. */
  private final Burst answers = new Burst();

  private final Burst arrived = new Burst();

  /**
   * Puts a tunnel behind a port.
   *
   * @param inside the element
   * @param door number of the port, for the element and for its host
   */
  public Doorway(Node inside, int door, LinkSettings link) {
    this.inside = inside;
    this.door = door;
    this.link = new TunnelLink(link);
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    Through through = new Through(out);
    inside.start(nowNanos, through);
    deliverAnswers(nowNanos, through);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    Through through = new Through(out);
    if (port != door) {
      inside.onBurst(port, burst, nowNanos, through);
      deliverAnswers(nowNanos, through);
      return;
    }
    for (int i = 0; i < burst.size(); i++) {
      link.fromGuest(burst.packet(i), nowNanos, out, through);
      if (answers.isFull()) {
        deliverAnswers(nowNanos, through);
      }
    }
    deliverAnswers(nowNanos, through);
  }

  /** Gives the element what came for it, and what it caused meanwhile. */
  private void deliverAnswers(long nowNanos, Through through) {
    while (answers.size() > 0) {
      arrived.clear();
      arrived.addAll(answers, 0, answers.size());
      answers.clear();
      inside.onBurst(door, arrived, nowNanos, through);
    }
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    Through through = new Through(out);
    inside.onMessage(from, message, nowNanos, through);
    deliverAnswers(nowNanos, through);
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    Through through = new Through(out);
    inside.onTimer(key, nowNanos, through);
    deliverAnswers(nowNanos, through);
  }

  @Override
  public void measure(Meter meter) {
    inside.measure(meter);
    LinkReadings.report(List.of(link), meter);
  }

  /** The way out of the element: what leaves by the door goes through the tunnel. */
  private final class Through implements Outbox, Directions {
    private final Outbox out;

    Through(Outbox out) {
      this.out = out;
    }

    @Override
    public void inward(int packet) {
      if (answers.isFull()) {
        out.finish(packet, Disposition.QUEUE_FULL);
      } else {
        answers.add(packet);
      }
    }

    @Override
    public void outward(int packet) {
      out.transmit(door, packet);
    }

    @Override
    public void transmit(int port, int packet) {
      if (port == door) {
        link.toGuest(packet, out, this);
      } else {
        out.transmit(port, packet);
      }
    }

    @Override
    public PacketArena arena() {
      return out.arena();
    }

    @Override
    public void finish(int packet, Disposition disposition) {
      out.finish(packet, disposition);
    }

    @Override
    public void tell(String element, PeerMessage message) {
      out.tell(element, message);
    }

    @Override
    public void timer(long key, long atNanos) {
      out.timer(key, atNanos);
    }

    @Override
    public void step(int packet, Step step) {
      out.step(packet, step);
    }

    @Override
    public void note(Fact fact) {
      out.note(fact);
    }
  }
}
