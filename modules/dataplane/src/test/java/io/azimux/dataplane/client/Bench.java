package io.azimux.dataplane.client;

import io.azimux.dataplane.tcp.Connection;
import io.azimux.dataplane.tcp.SegmentOutput;
import io.azimux.dataplane.tcp.Service;
import io.azimux.dataplane.tcp.SshLikeService;
import io.azimux.dataplane.tcp.TcpStack;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Fact;
import io.azimux.node.RandomSource;
import io.azimux.node.message.ClientCommand;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A client wired to two routers, a server behind them, and a clock. */
final class Bench {
  static final long MS = 1_000_000L;
  static final long SECOND = 1000 * MS;
  static final long DELAY = 10 * MS;
  static final Ipv4Address FRONTEND = Ipv4Address.parse("20.240.9.27");
  static final Ipv4Address ADDRESS = Ipv4Address.parse("141.192.166.93");

  final PacketArena arena = new PacketArena(16_384);
  final RecordingOutbox out = new RecordingOutbox(arena);
  final Client client;
  final TcpStack server = new TcpStack(new RandomSource(2));
  final List<Fact> facts = new ArrayList<>();
  final Map<FiveTuple, Set<Integer>> portsOfFlows = new LinkedHashMap<>();
  final List<Long> macs = new ArrayList<>();
  private final List<Integer> fromServer = new ArrayList<>();
  private final SegmentOutput serverOutput =
      new SegmentOutput() {
        @Override
        public PacketArena arena() {
          return arena;
        }

        @Override
        public void send(int packet) {
          fromServer.add(packet);
        }
      };

  /** False while the server hears nothing. */
  boolean connected = true;

  long now = 7 * SECOND;

  Bench() {
    this(new SshLikeService());
  }

  Bench(Service service) {
    World world = world();
    client = Client.of(world, Wiring.of(world), "remote-pc", new RandomSource(1));
    server.listen(22, service);
    client.start(now, out);
  }

  private static World world() {
    return new World(
        List.of(
            new RouterSpec("router-1", Ipv4Address.parse("100.64.0.1")),
            new RouterSpec("router-2", Ipv4Address.parse("100.64.0.2"))),
        List.of(),
        List.of(),
        new ControllerSpec("controller", Ipv4Address.parse("100.64.3.1")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new InternetClient("remote-pc", ADDRESS)),
        Settings.DEFAULTS);
  }

  void tell(ClientCommand command) {
    client.onMessage("control", command, now, out);
    carry();
  }

  /** A command to open connections that each send three lines of 40 bytes, 100 ms apart. */
  static ClientCommand.OpenMany many(int connections, long openEvery) {
    return new ClientCommand.OpenMany(connections, openEvery, 100 * MS, 3, 40, FRONTEND, 22);
  }

  /** Runs until the condition holds; at most so long. */
  void runUntil(BooleanSupplier done, long atMost) {
    long end = now + atMost;
    while (!done.getAsBoolean() && now < end) {
      step(end);
    }
    if (!done.getAsBoolean()) {
      throw new AssertionError("not done after " + atMost / MS + " ms; facts " + facts);
    }
  }

  /** Runs for a time. */
  void run(long time) {
    long end = now + time;
    while (now < end) {
      step(end);
    }
  }

  private void step(long end) {
    long next = Math.min(out.timer(0), server.nextDeadline());
    now = Math.max(now, Math.min(next, end));
    if (out.timer(0) <= now) {
      out.timer(0, Long.MAX_VALUE);
      client.onTimer(0, now, out);
    }
    server.onTime(now, serverOutput);
    carry();
  }

  /** Carries packets both ways until none is under way; each round takes time. */
  private void carry() {
    facts.addAll(out.facts());
    while (!out.transmitted().isEmpty() || !fromServer.isEmpty()) {
      now += DELAY / 2;
      for (RecordingOutbox.Transmitted one : out.transmitted()) {
        FiveTuple flow = Packets.tupleOf(arena, one.packet());
        portsOfFlows.computeIfAbsent(flow, key -> new LinkedHashSet<>()).add(one.port());
        macs.add(Ethernet.destination(arena.bytes(), arena.start(one.packet())));
        if (connected) {
          server.onSegment(arena, one.packet(), now, serverOutput);
        }
      }
      out.clear();
      List<Integer> answers = List.copyOf(fromServer);
      fromServer.clear();
      for (int packet : answers) {
        client.onBurst(packet % 2, Packets.burst(packet), now, out);
      }
      facts.addAll(out.facts());
      out.facts().clear();
    }
    out.clear();
  }

  List<Fact.ConnectionEnded> ended() {
    return facts.stream()
        .filter(Fact.ConnectionEnded.class::isInstance)
        .map(Fact.ConnectionEnded.class::cast)
        .toList();
  }

  List<String> outcomes() {
    return ended().stream().map(Fact.ConnectionEnded::outcome).distinct().toList();
  }

  List<Fact.ConnectionOpened> opened() {
    return facts.stream()
        .filter(Fact.ConnectionOpened.class::isInstance)
        .map(Fact.ConnectionOpened.class::cast)
        .toList();
  }

  /** A server that identifies itself and then does with bytes what a test wants. */
  abstract static class Server implements Service {
    private static final byte[] BANNER = {'S', 'S', 'H', '\n'};

    @Override
    public void onOpen(Connection connection) {
      connection.write(BANNER, 0, BANNER.length);
    }

    @Override
    public void onData(Connection connection, byte[] bytes, int from, int length) {
      // Silence, unless a test wants otherwise.
    }

    @Override
    public void onPeerClosed(Connection connection) {
      connection.close();
    }
  }
}
