package io.azimux.simulator;

import io.azimux.node.Disposition;
import java.util.List;

/** Begins, ends and halts what stands for an element's process. */
final class Processes {
  private final EventQueue queue;
  private final Delivery delivery;
  private final PacketAccounts accounts;
  private final StoreHost stores;

  Processes(EventQueue queue, Delivery delivery, PacketAccounts accounts, StoreHost stores) {
    this.queue = queue;
    this.delivery = delivery;
    this.accounts = accounts;
    this.stores = stores;
  }

  /** State, timers and packets are gone; a start that was queued does not happen. */
  void kill(Hosted element, long nowNanos) {
    element.incarnation++;
    element.state = Hosted.State.DOWN;
    element.setNode(null);
    element.timers.clear();
    element.storeTimers.clear();
    stores.died(element);
    List<Hosted.Waiting> waiting = List.copyOf(element.waiting);
    element.waiting.clear();
    element.waitingPackets = 0;
    element.waitingMessages = 0;
    for (Hosted.Waiting event : waiting) {
      if (event.kind() == Simulator.PACKETS) {
        delivery.drop(element, event.target(), event.value(), Disposition.ELEMENT_DOWN, nowNanos);
      }
    }
    accounts.finishAllOf(element.index, Disposition.ELEMENT_DOWN);
  }

  void restart(Hosted element, long nowNanos) {
    if (element.state == Hosted.State.DOWN) {
      queue.push(nowNanos, Simulator.START, element.index, element.incarnation, null);
    }
  }

  void pause(Hosted element) {
    if (element.state == Hosted.State.UP) {
      element.state = Hosted.State.PAUSED;
    }
  }

  void resume(Hosted element, long nowNanos) {
    if (element.state != Hosted.State.PAUSED) {
      return;
    }
    element.state = Hosted.State.UP;
    element.waitingPackets = 0;
    element.waitingMessages = 0;
    while (!element.waiting.isEmpty()) {
      Hosted.Waiting event = element.waiting.remove();
      queue.push(nowNanos, event.kind(), event.target(), event.value(), event.object());
    }
  }
}
