package io.azimux.dataplane.client;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.dataplane.tcp.Connection;
import io.azimux.dataplane.tcp.Deadlines;
import io.azimux.dataplane.tcp.SegmentOutput;
import io.azimux.dataplane.tcp.TcpStack;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.ClientCommand.OpenMany;
import io.azimux.node.message.ClientCommand.OpenTraced;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A computer on the Internet that opens SSH-like sessions when it is told to.
 *
 * <p>Its facts are the evidence of a run: every connection that was begun ends in one {@code
 * ConnectionEnded}. One timer serves all sessions.
 */
public final class Client implements Node {
  /**
   * Connections opened in one call, so that a command that opens all at once is obeyed in steps.
   */
  static final int OPENINGS_PER_CALL = 256;

  /** Commands to open many that are obeyed at the same time; a run gives one. */
  static final int COMMANDS = 16;

  /** Ports tried before an opening is put off. */
  private static final int PORTS_TRIED = 64;

  /** Time until an opening that found no room is tried again. */
  private static final long RETRY_NANOS = 10_000_000L;

  /** The one timer of all sessions. */
  private static final long TIMER = 0;

  /** That of BGP. */
  private static final long ROUTING = 1;

  private final Ipv4Address address;
  private final Exits exits;
  private final Uplinks uplinks;
  private final TcpStack stack;
  private final RandomSource random;
  private final Sessions sessions = new Sessions();
  private final SourcePorts sourcePorts = new SourcePorts();
  private final List<Opening> openings = new ArrayList<>();
  private long timerAt = Outbox.NEVER;
  private long refusedCommands;

  private Client(Ipv4Address address, Exits exits, Uplinks uplinks, RandomSource random) {
    this.address = address;
    this.exits = exits;
    this.uplinks = uplinks;
    this.random = random;
    this.stack = new TcpStack(random.fork("tcp"));
  }

  /** The client of this name in a world. */
  public static Client of(World world, Wiring wiring, String name, RandomSource random) {
    Wiring.Element element = wiring.element(name);
    long seed = world.settings().hashSeed() ^ random.fork("uplinks").nextLong();
    Exits exits = Exits.of(world, wiring, element, random, ROUTING);
    return new Client(element.address(), exits, new Uplinks(wiring, element, exits, seed), random);
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    exits.start(nowNanos, out);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    SegmentOutput output = begin(nowNanos, out);
    for (int i = 0; i < burst.size(); i++) {
      if (!exits.takePacket(burst.packet(i), nowNanos, out)) {
        receive(port, burst.packet(i), nowNanos, output, out);
      }
    }
    end(nowNanos, out);
  }

  private void receive(int port, int packet, long nowNanos, SegmentOutput output, Outbox out) {
    PacketArena arena = out.arena();
    boolean marked = arena.mark(packet) != 0;
    if (marked) {
      String name = uplinks.name(port);
      out.step(packet, new Step.Received(name, PacketSummary.of(arena, packet)));
    }
    Disposition disposition =
        isForeign(arena, packet)
            ? Disposition.NOT_FOR_ME
            : stack.onSegment(arena, packet, nowNanos, output);
    if (marked) {
      out.step(packet, new Step.Finished(disposition, null));
    }
    out.finish(packet, disposition);
  }

  private boolean isForeign(PacketArena arena, int packet) {
    int start = arena.start(packet);
    return Frame.check(arena.bytes(), start, arena.length(packet)) >= 0
        && Ipv4.destination(arena.bytes(), start + Ethernet.HEADER) != address.bits();
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof ClientCommand command) {
      SegmentOutput output = begin(nowNanos, out);
      if (command instanceof OpenTraced traced) {
        openTraced(traced, nowNanos, output);
      } else if (command instanceof OpenMany many) {
        accept(many, nowNanos);
        open(nowNanos, output);
      }
      end(nowNanos, out);
    } else if (message instanceof RoutingBytes piece) {
      exits.onBytes(from, piece, nowNanos, out);
    }
  }

  private void openTraced(OpenTraced command, long nowNanos, SegmentOutput output) {
    boolean sound =
        isPort(command.port()) && isPort(command.sourcePort()) && command.trace() >>> 16 == 0;
    if (!sound || command.trace() == 0 || sessions.isFull()) {
      refusedCommands++;
      return;
    }
    if (!sessions.isTracing(command.trace())) {
      int mark = TraceMark.first(command.trace());
      Connection connection =
          stack.connect(
              address,
              command.sourcePort(),
              command.destination(),
              command.port(),
              sessions,
              mark,
              nowNanos,
              output);
      // The port is taken by a connection of an earlier order.
      refusedCommands += connection == null ? 1 : 0;
      begin(connection, SessionPlan.TRACED, command.trace());
    }
  }

  /**
   * Takes a command up, unless it is one that is still being obeyed: a sender may repeat itself.
   */
  private void accept(OpenMany command, long nowNanos) {
    openings.removeIf(one -> one.left == 0 && !sessions.isRunning(one.plan));
    if (openings.stream().anyMatch(one -> one.command.equals(command))) {
      return;
    }
    if (!isSound(command) || openings.size() == COMMANDS) {
      refusedCommands++;
      return;
    }
    openings.add(new Opening(command, nowNanos));
  }

  private static boolean isSound(OpenMany command) {
    return command.connections() >= 1
        && command.connections() <= Sessions.CAPACITY
        && command.openEveryNanos() >= 0
        && command.keystrokeEveryNanos() >= 0
        && command.linesPerConnection() >= 1
        && command.lineBytes() >= 1
        && command.lineBytes() <= Sessions.LONGEST_LINE
        && isPort(command.port());
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == ROUTING) {
      exits.onTimer(nowNanos, out);
      return;
    }
    timerAt = Outbox.NEVER;
    SegmentOutput output = begin(nowNanos, out);
    stack.onTime(nowNanos, output);
    sessions.onTime(stack, output);
    open(nowNanos, output);
    end(nowNanos, out);
  }

  private void open(long nowNanos, SegmentOutput output) {
    int budget = OPENINGS_PER_CALL;
    for (Opening opening : openings) {
      while (budget > 0 && opening.left > 0 && opening.nextAt <= nowNanos) {
        budget--;
        Connection connection =
            sessions.isFull() ? null : connect(opening.command, nowNanos, output);
        if (connection == null) {
          opening.nextAt = nowNanos + RETRY_NANOS;
        } else {
          opening.left--;
          opening.nextAt += opening.command.openEveryNanos();
          begin(connection, opening.plan, 0);
        }
      }
    }
  }

  private @Nullable Connection connect(OpenMany command, long nowNanos, SegmentOutput output) {
    Connection connection = null;
    for (int i = 0; i < PORTS_TRIED && connection == null; i++) {
      int port = sourcePorts.next();
      connection =
          stack.connect(
              address, port, command.destination(), command.port(), sessions, 0, nowNanos, output);
    }
    return connection;
  }

  private void begin(@Nullable Connection connection, SessionPlan plan, int trace) {
    if (connection != null) {
      sessions.add(new Session(connection, plan, trace, random.nextLong()));
    }
  }

  private SegmentOutput begin(long nowNanos, Outbox out) {
    sessions.at(nowNanos);
    return uplinks.through(out);
  }

  private void end(long nowNanos, Outbox out) {
    sessions.report(out);
    long next = Math.min(stack.nextDeadline(), sessions.nextDeadline());
    for (Opening opening : openings) {
      next = Math.min(next, opening.left > 0 ? opening.nextAt : Deadlines.NEVER);
    }
    if (next != timerAt) {
      timerAt = next;
      out.timer(TIMER, next == Deadlines.NEVER ? Outbox.NEVER : Math.max(next, nowNanos));
    }
  }

  @Override
  public void measure(Meter meter) {
    stack.measure(meter);
    exits.measure(meter);
    meter.reading(Measure.TCP_CONNECTIONS, "completed", sessions.completed());
    meter.reading(Measure.TCP_CONNECTIONS, "failed", sessions.failed());
    sessions.handshakes().report(Measure.TCP_HANDSHAKE, meter);
  }

  /** Commands not obeyed, because a value was out of range or there was no room. */
  public long refusedCommands() {
    return refusedCommands;
  }
}
