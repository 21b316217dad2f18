package io.azimux.benchmarks.walk;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Stands for no burst: nothing fits in. */
  private static final Burst NONE = full();

  private static Burst full() {
    Burst burst = new Burst();
    while (!burst.isFull()) {
      burst.add(-1);
    }
    return burst;
  }

  /** A burst under way on a lane. */
  private static final class Transit {
    final Burst burst = new Burst();
    Lane lane = Lane.NOWHERE;
  }

  /** One direction of a link: whose port it leaves by, and where it ends. */
  private static final class Lane {
    static final Lane NOWHERE = new Lane(new Burst[1], 0, -1, -1);
    final Burst[] open;
    final int from;
    final int element;
    final int port;

    Lane(Burst[] open, int from, int element, int port) {
      this.open = open;
      this.from = from;
      this.element = element;
      this.port = port;
    }
  }

  DirectHost(Wiring wiring, Function<Wiring.Element, Node> nodes, int packets) {
    arena = new PacketArena(packets);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    wiring.elements().forEach(element -> numbers.put(element.name(), numbers.size()));
    for (Wiring.Element element : wiring.elements()) {
      Port port = new Port(element, nodes.apply(element), numbers);
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
    if (lane.open[lane.from] == transit.burst) {
      lane.open[lane.from] = NONE;
    }
    Port port = elements.get(lane.element);
    port.node.onBurst(lane.port, transit.burst, now, port);
    transit.burst.clear();
    idle.push(transit);
  }

  private Burst open(Lane lane) {
    Transit transit = idle.isEmpty() ? new Transit() : idle.pop();
    transit.lane = lane;
    lane.open[lane.from] = transit.burst;
    ready.add(transit);
    return transit.burst;
  }

  /** An element with its outbox. */
  private final class Port implements Outbox {
    private final String name;
    private final Node node;
    private final Lane[] lanes;

    /** Of each lane the burst to which packets are added. */
    private final Burst[] open;

    private final TreeMap<Long, Long> timers = new TreeMap<>();

    Port(Wiring.Element element, Node node, Map<String, Integer> numbers) {
      this.name = element.name();
      this.node = node;
      lanes = new Lane[element.ports().size()];
      open = new Burst[lanes.length];
      Arrays.fill(open, NONE);
      for (int port = 0; port < lanes.length; port++) {
        Wiring.Port wired = element.ports().get(port);
        int peer = numbers.getOrDefault(wired.peer(), -1);
        lanes[port] = new Lane(open, port, peer, wired.peerPort());
      }
    }

    @Override
    public PacketArena arena() {
      return arena;
    }

    @Override
    public void transmit(int port, int packet) {
      Burst burst = open[port];
      if (burst.isFull()) {
        burst = DirectHost.this.open(lanes[port]);
      }
      burst.add(packet);
    }

    @Override
    public void transmit(int port, Burst packets, int from, int to) {
      int at = from;
      while (at < to) {
        Burst burst = open[port];
        if (burst.isFull()) {
          burst = DirectHost.this.open(lanes[port]);
        }
        at = burst.addAll(packets, at, to);
      }
    }

    @Override
    public void finish(int packet, Disposition disposition) {
      finished[disposition.ordinal()]++;
      arena.release(packet);
    }

    @Override
    public void tell(String element, PeerMessage message) {
      if (element.equals(FlowBatch.STORE)) {
        // All share one process, so that what one tells the store the others hear.
        byName.values().stream()
            .filter(other -> other != this)
            .forEach(
                other -> messages.add(() -> other.node.onMessage(element, message, now, other)));
        return;
      }
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
