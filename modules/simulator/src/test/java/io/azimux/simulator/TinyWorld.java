package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;

/** One client, one router with one link, and elements that do little. */
final class TinyWorld {
  static final long MILLI = 1_000_000;

  private TinyWorld() {}

  static Wiring wiring() {
    World world =
        new World(
            List.of(new RouterSpec("router", Ipv4Address.parse("10.255.0.1"))),
            List.of(),
            List.of(),
            new ControllerSpec("controller", Ipv4Address.parse("10.255.0.9")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new InternetClient("client", Ipv4Address.parse("192.0.2.1"))),
            Settings.DEFAULTS);
    return Wiring.of(world);
  }

  /** Does nothing but deliver what arrives, and remembers everything. */
  static class Recorder implements Node {
    final List<String> log = new ArrayList<>();
    final List<Integer> bursts = new ArrayList<>();

    @Override
    public void start(long nowNanos, Outbox out) {
      log.add("start@" + nowNanos);
    }

    @Override
    public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
      bursts.add(burst.size());
      for (int i = 0; i < burst.size(); i++) {
        PacketArena arena = out.arena();
        int packet = burst.packet(i);
        log.add("packet " + arena.bytes()[arena.start(packet)] + "@" + nowNanos);
        out.finish(packet, Disposition.DELIVERED);
      }
    }

    @Override
    public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
      log.add(message + " from " + from + "@" + nowNanos);
    }

    @Override
    public void onTimer(long key, long nowNanos, Outbox out) {
      log.add("timer " + key + "@" + nowNanos);
    }

    @Override
    public void measure(Meter meter) {}
  }

  /** Sends bursts of numbered packets out of port 0 by a timer. */
  static final class Source extends Recorder {
    private final long everyNanos;
    private final int perBurst;
    private int left;
    private int number;

    Source(int packets, int perBurst, long everyNanos) {
      left = packets;
      this.perBurst = perBurst;
      this.everyNanos = everyNanos;
    }

    @Override
    public void start(long nowNanos, Outbox out) {
      out.timer(1, nowNanos);
    }

    @Override
    public void onTimer(long key, long nowNanos, Outbox out) {
      for (int i = 0; i < perBurst && left > 0; i++, left--) {
        int packet = out.arena().allocate(new byte[] {(byte) number++, 1, 2, 3}, 0, 4);
        out.transmit(0, packet);
      }
      if (left > 0) {
        out.timer(1, nowNanos + everyNanos);
      }
    }
  }

  /** Sends every packet back where it came from. */
  static final class Mirror extends Recorder {
    @Override
    public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
      for (int i = 0; i < burst.size(); i++) {
        out.transmit(port, burst.packet(i));
      }
    }
  }

  /** Keeps every packet, as an element does that waits for an answer. */
  static final class Keeper extends Recorder {
    @Override
    public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
      log.add("kept " + burst.size());
      out.timer(7, nowNanos + MILLI);
    }
  }

  /** A factory that knows the client and the router; the controller only records. */
  static NodeFactory of(Node client, Node router) {
    return (name, random) ->
        switch (name) {
          case "client" -> client;
          case "router" -> router;
          default -> new Recorder();
        };
  }
}
