package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.node.Disposition;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * An element that stands still in its first burst until a gate opens. A message sets its timer, by
 * as many nanoseconds as it has a cursor; one below zero cancels it.
 */
final class Gated implements Node {
  final List<String> order = Collections.synchronizedList(new ArrayList<>());
  volatile boolean entered;
  private final CountDownLatch gate;

  Gated(CountDownLatch gate) {
    this.gate = gate;
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    order.clear();
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    entered = true;
    try {
      gate.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    byte[] bytes = out.arena().bytes();
    int first = burst.packet(0);
    int length = out.arena().length(first);
    boolean control = PacketBatch.isNetworkControl(bytes, out.arena().start(first), length);
    order.add(control ? "control" : "packets");
    for (int i = 0; i < burst.size(); i++) {
      out.finish(burst.packet(i), Disposition.DELIVERED);
    }
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    order.add("message");
    if (message instanceof FlowSync.Pull pull && pull.cursor() > 0) {
      out.timer(1, nowNanos + pull.cursor());
    } else if (message instanceof FlowSync.Pull pull && pull.cursor() < 0) {
      out.timer(1, Outbox.NEVER);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    order.add("timer");
  }

  @Override
  public void measure(Meter meter) {
    // Nothing to tell.
  }
}
