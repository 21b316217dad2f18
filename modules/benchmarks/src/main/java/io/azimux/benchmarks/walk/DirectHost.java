package io.azimux.benchmarks.walk;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Hosts all elements by plain calls: links without delay, packets that meet on a link travel as one
 * burst. Time moves only when told to. Nothing is allocated per packet.
 */
final class DirectHost {
  private final PacketArena arena;
  private final List<Port> elements = new ArrayList<>();
  private final Map<String, Port> byName = new LinkedHashMap<>();
  private final ArrayDeque<Transit> ready = new ArrayDeque<>();
  private final ArrayDeque<Transit> idle = new ArrayDeque<>();
  private final ArrayDeque<Runnable> messages = new ArrayDeque<>();
  private final long[] finished = new long[Disposition.values().length];
  private long now;

  /** A burst under way to a port. */
  private static final class Transit {
    final Burst burst = new Burst();
    Lane lane = Lane.NONE;
  }

  /** One direction of a link. */
  private static final class Lane {
    static final Lane NONE = new Lane(-1, -1);
    final int element;
    final int port;
    @org.jspecify.annotations.Nullable Transit open;

    Lane(int element, int port) {
      this.element = element;
      this.port = port;
    }
  }

  DirectHost(Wiring wiring, Function<Wiring.Element, Node> nodes, int packets) {
    arena = new PacketArena(packets);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    wiring.elements().forEach(element -> numbers.put(element.name(), numbers.size()));
    for (Wiring.Element element : wiring.elements()) {
      Lane[] lanes =
          element.ports().stream()
              .map(port -> new Lane(numbers.getOrDefault(port.peer(), -1), port.peerPort()))
              .toArray(Lane[]::new);
      Port port = new Port(element.name(), nodes.apply(element), lanes);
      elements.add(port);
      byName.put(element.name(), port);
    }
  }

  PacketArena arena() {
    return arena;
  }

  /** Packets that ended so. */
  long finished(Disposition disposition) {
    return finished[disposition.ordinal()];
  }

  Outbox outbox(String element) {
    Port port = byName.get(element);
    if (port == null) {
      throw new IllegalArgumentException("no element '" + element + "'");
    }
    return port;
  }

  long now() {
    return now;
  }

  void start() {
    elements.forEach(port -> port.node.start(now, port));
    settle();
  }

  /** Lets time pass in steps of a millisecond, firing timers. */
  void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      now += 1_000_000;
      elements.forEach(Port::fire);
      settle();
    }
  }

  /** Delivers packets and messages until none is under way. */
  void settle() {
    while (true) {
      Transit transit = ready.poll();
      if (transit != null) {
        deliver(transit);
      } else if (!messages.isEmpty()) {
        messages.poll().run();
      } else {
        return;
      }
    }
  }

  private void deliver(Transit transit) {
    Lane lane = transit.lane;
    if (lane.open == transit) {
      lane.open = null;
    }
    Port port = elements.get(lane.element);
    port.node.onBurst(lane.port, transit.burst, now, port);
    transit.burst.clear();
    idle.push(transit);
  }

  private Transit open(Lane lane) {
    Transit transit = idle.isEmpty() ? new Transit() : idle.pop();
    transit.lane = lane;
    lane.open = transit;
    ready.add(transit);
    return transit;
  }

  /** An element with its outbox. */
  private final class Port implements Outbox {
    private final String name;
    private final Node node;
    private final Lane[] lanes;
    private final TreeMap<Long, Long> timers = new TreeMap<>();

    Port(String name, Node node, Lane[] lanes) {
      this.name = name;
      this.node = node;
      this.lanes = lanes;
    }

    @Override
    public PacketArena arena() {
      return arena;
    }

    @Override
    public void transmit(int port, int packet) {
      Lane lane = lanes[port];
      Transit transit = lane.open;
      if (transit == null || transit.burst.isFull()) {
        transit = open(lane);
      }
      transit.burst.add(packet);
    }

    @Override
    public void finish(int packet, Disposition disposition) {
      finished[disposition.ordinal()]++;
      arena.release(packet);
    }

    @Override
    public void tell(String element, PeerMessage message) {
      Port peer = byName.get(element);
      if (peer != null) {
        messages.add(() -> peer.node.onMessage(name, message, now, peer));
      }
    }

    @Override
    public void timer(long key, long atNanos) {
      if (atNanos == NEVER) {
        timers.remove(key);
      } else {
        timers.put(key, atNanos);
      }
    }

    @Override
    public void step(int packet, Step step) {
      throw new IllegalStateException(
          "no packet is traced here, but " + name + " recorded " + step);
    }

    @Override
    public void note(Fact fact) {}

    void fire() {
      List<Long> due = new ArrayList<>();
      timers.forEach(
          (key, at) -> {
            if (at <= now) {
              due.add(key);
            }
          });
      for (long key : due) {
        timers.remove(key);
        node.onTimer(key, now, this);
      }
    }
  }
}
