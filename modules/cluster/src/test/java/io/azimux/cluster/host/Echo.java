package io.azimux.cluster.host;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An element for tests. Packets whose first byte is 1 go back out of the port they came from, one
 * that begins with 2 makes it fail, all others are delivered; every message is remembered and
 * answered with itself.
 */
final class Echo implements Node {
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Said> toSay = new ConcurrentLinkedQueue<>();
  private long packets;

  private record Said(String to, PeerMessage message) {}

  /** With its next packet it tells somebody something. */
  void say(String to, PeerMessage message) {
    toSay.add(new Said(to, message));
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    events.add("start");
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    for (Said said = toSay.poll(); said != null; said = toSay.poll()) {
      out.tell(said.to(), said.message());
    }
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      packets++;
      if (out.arena().mark(packet) != 0) {
        out.step(packet, new Step.LayerApplied("echo", "port " + port, "seen"));
      }
      int first = out.arena().bytes()[out.arena().start(packet)];
      if (first == 2) {
        throw new IllegalStateException("asked to fail");
      }
      if (first == 1) {
        out.transmit(port, packet);
      } else {
        out.finish(packet, Disposition.DELIVERED);
      }
    }
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    events.add(from + ": " + message);
    if (message instanceof io.azimux.node.message.FlowSync.Pull stored) {
      if (stored.cursor() < 0) {
        throw new IllegalStateException("asked to fail");
      }
      out.timer(stored.cursor(), nowNanos + stored.cursor());
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    events.add("timer " + key);
  }

  @Override
  public void measure(Meter meter) {
    meter.reading(Measure.MUX_PACKETS, "", packets);
  }
}
