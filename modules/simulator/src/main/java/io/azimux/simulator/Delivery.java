package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings events to elements: those that run, those that are paused, and those that are down. */
final class Delivery {
  private final long seed;
  private final NodeFactory factory;
  private final List<Hosted> elements;
  private final PacketArena arena;
  private final PacketAccounts accounts;
  private final Fabric fabric;
  private final EventQueue queue;
  private final Exchange exchange;
  private final StoreHost stores;
  private final Observers observers;
  private final Burst burst = new Burst();
  private long now;

  Delivery(
      SimulatorOptions options,
      NodeFactory factory,
      List<Hosted> elements,
      PacketArena arena,
      PacketAccounts accounts,
      Fabric fabric,
      EventQueue queue,
      Exchange exchange,
      StoreHost stores) {
    seed = options.seed();
    this.factory = factory;
    this.elements = elements;
    this.arena = arena;
    this.accounts = accounts;
    this.fabric = fabric;
    this.queue = queue;
    this.exchange = exchange;
    this.stores = stores;
    observers = exchange.observers();
  }

  /** Brings one event to its element. */
  void deliver(byte kind, int target, int value, @Nullable Object object, long nowNanos) {
    now = nowNanos;
    Hosted element = elements.get(kind == Simulator.PACKETS ? fabric.owner(target) : target);
    if (kind == Simulator.PACKETS) {
      fabric.close(target, nowNanos);
    }
    if (element.state == Hosted.State.PAUSED) {
      postpone(element, new Hosted.Waiting(kind, target, value, object));
      return;
    }
    switch (kind) {
      case Simulator.PACKETS -> packets(element, target, value);
      case Simulator.MESSAGE -> message(element, (Exchange.Envelope) some(object));
      case Simulator.TIMER -> timer(element, (Timers.Timer) some(object));
      case Simulator.START -> start(element, value);
      default -> store(kind, element, some(object));
    }
  }

  /** Ends all packets of a list that has arrived at a port. */
  void drop(Hosted element, int end, int head, Disposition disposition, long nowNanos) {
    int packet = head;
    while (packet != Fabric.END) {
      final int following = fabric.next(packet);
      fabric.arrived(end);
      observers.step(
          arena.mark(packet), element.name, new Step.Finished(disposition, null), nowNanos);
      accounts.finishOnLink(element.index, packet, disposition);
      packet = following;
    }
  }

  private void postpone(Hosted element, Hosted.Waiting event) {
    if (event.kind() == Simulator.PACKETS) {
      int count = 0;
      for (int packet = event.value(); packet != Fabric.END; packet = fabric.next(packet)) {
        count++;
      }
      if (element.waitingPackets + count > Hosted.MAX_WAITING_PACKETS) {
        drop(element, event.target(), event.value(), Disposition.QUEUE_FULL, now);
        return;
      }
      element.waitingPackets += count;
    } else if ((event.kind() == Simulator.MESSAGE || event.kind() == Simulator.LETTER)
        && element.waitingMessages++ >= Hosted.MAX_WAITING_MESSAGES) {
      return;
    }
    element.waiting.add(event);
  }

  private void packets(Hosted element, int end, int head) {
    if (element.state == Hosted.State.DOWN) {
      drop(element, end, head, Disposition.ELEMENT_DOWN, now);
      return;
    }
    burst.clear();
    take(element, end, head);
    while (queue.nextIs(now, Simulator.PACKETS, end) && !burst.isFull()) {
      queue.pop();
      take(element, end, queue.value());
    }
    if (burst.size() > 0) {
      call(element, "burst", end);
    }
  }

  private void take(Hosted element, int end, int head) {
    for (int packet = head; packet != Fabric.END; packet = fabric.next(packet)) {
      if (burst.isFull()) {
        call(element, "burst", end);
        burst.clear();
      }
      fabric.arrived(end);
      accounts.give(element.index, packet);
      burst.add(packet);
      observers.frame(
          now,
          element.name,
          fabric.portNumber(end),
          false,
          arena.bytes(),
          arena.start(packet),
          arena.length(packet));
    }
  }

  private void call(Hosted element, String what, int end) {
    int port = fabric.portNumber(end);
    if (observers.isJournaled()) {
      observers.event(now, what, element.name, digest(port));
    }
    try {
      element.node().onBurst(port, burst, now, exchange.of(element, now));
    } catch (RuntimeException e) {
      throw failure(element, "onBurst", e);
    }
    exchange.done();
  }

  private void message(Hosted element, Exchange.Envelope envelope) {
    if (element.state == Hosted.State.DOWN) {
      return;
    }
    if (observers.isJournaled()) {
      observers.event(now, "message", element.name, Fingerprint.of(envelope));
    }
    try {
      element.node().onMessage(envelope.from(), envelope.message(), now, exchange.of(element, now));
    } catch (RuntimeException e) {
      throw failure(element, "onMessage", e);
    }
    exchange.done();
  }

  private void store(byte kind, Hosted element, Object object) {
    if (kind == Simulator.STORE_TIMER) {
      Timers.Timer timer = (Timers.Timer) object;
      if (element.storeTimers.isDue(timer, now)) {
        observers.event(now, "store timer", element.name, timer.key);
        stores.timer(element, timer.key, now);
      }
    } else if (element.state == Hosted.State.DOWN) {
      return;
    } else if (object instanceof StoreHost.Post post) {
      observers.event(now, "letter", element.name, post.letter().fingerprint());
      stores.letter(element, post, now);
    } else {
      PeerMessage message = (PeerMessage) object;
      if (observers.isJournaled()) {
        observers.event(now, "told", element.name, Fingerprint.of(message));
      }
      stores.told(element, message, now);
    }
  }

  private void timer(Hosted element, Timers.Timer timer) {
    if (!element.timers.isDue(timer, now)) {
      return;
    }
    observers.event(now, "timer", element.name, timer.key);
    try {
      element.node().onTimer(timer.key, now, exchange.of(element, now));
    } catch (RuntimeException e) {
      throw failure(element, "onTimer", e);
    }
    exchange.done();
  }

  private void start(Hosted element, int incarnation) {
    if (element.state != Hosted.State.DOWN || element.incarnation != incarnation) {
      return;
    }
    observers.event(now, "start", element.name, incarnation);
    try {
      RandomSource own = RandomSource.ofElement(seed, element.name, incarnation);
      element.setNode(factory.create(element.name, own));
      element.state = Hosted.State.UP;
      stores.start(element, now);
      element.node().start(now, exchange.of(element, now));
    } catch (RuntimeException e) {
      throw failure(element, "start", e);
    }
    exchange.done();
  }

  private SimulationException failure(Hosted element, String where, RuntimeException cause) {
    String what = element.name + " failed in " + where + ": " + cause;
    return new SimulationException(seed, now, what, cause);
  }

  private long digest(int port) {
    long digest = port;
    byte[] bytes = arena.bytes();
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      digest = digest * 31 + arena.mark(packet);
      int end = arena.start(packet) + arena.length(packet);
      for (int at = arena.start(packet); at < end; at++) {
        digest = digest * 0x100000001b3L + bytes[at];
      }
    }
    return digest;
  }

  private static Object some(@Nullable Object object) {
    return Objects.requireNonNull(object);
  }
}
