package io.azimux.dataplane.tcp;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.RandomSource;
import io.azimux.node.TraceMark;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The TCP of one endpoint: its listening ports and connections. Its owner hands in segments for its
 * addresses and calls {@link #onTime} when {@link #nextDeadline} has come.
 *
 * <p>Time is the owner's and never runs backwards.
 */
public final class TcpStack {
  private static final List<String> PHASES = List.of("opening", "established", "closing");

  private final RandomSource random;
  private final Map<Integer, Service> listeners = new TreeMap<>();
  private final ConnectionTable connections;
  private final Deadlines deadlines = new Deadlines();
  private final SegmentWriter writer = new SegmentWriter();
  private final Transmission transmission = new Transmission(writer);
  private final Arrival arrival = new Arrival(transmission, writer, this::end);
  private final Segment segment = new Segment();
  private int halfOpen;
  private long droppedSyns;

  /** Makes a stack without ports; {@code random} gives the initial sequence numbers. */
  public TcpStack(RandomSource random) {
    this(random, TcpLimits.MAX_CONNECTIONS);
  }

  TcpStack(RandomSource random, int mostConnections) {
    this.random = random;
    connections = new ConnectionTable(mostConnections, random.nextLong());
  }

  /** Listens on a port of every local address. */
  public void listen(int port, Service service) {
    listeners.put(port, service);
  }

  /** Listens no more on a port; connections that exist go on. */
  public void ignore(int port) {
    listeners.remove(port);
  }

  /**
   * Takes a segment for a local address. The packet stays the caller's, who finishes it with the
   * answer.
   *
   * @param packet a whole Ethernet frame with IPv4
   * @return DELIVERED where a connection took it, even if only to ignore it; otherwise the reason
   *     why none did: MALFORMED, FRAGMENT, BAD_CHECKSUM, NO_LISTENER (answered by a reset), or
   *     QUEUE_FULL for a SYN that found no room
   */
  public Disposition onSegment(PacketArena arena, int packet, long nowNanos, SegmentOutput out) {
    Disposition disposition = segment.read(arena, packet);
    if (disposition.isDrop()) {
      return disposition;
    }
    writer.mark(TraceMark.answer(segment.mark));
    Connection c = find(segment);
    if (c != null && mayBeReplaced(c)) {
      remove(c);
      c = null;
    }
    if (c == null) {
      disposition = onStranger(nowNanos, out);
    } else {
      arrival.process(c, segment, nowNanos, out);
      settle(c, nowNanos, out);
    }
    writer.mark(0);
    return disposition;
  }

  /**
   * Opens a connection: sends a SYN, again and again if need be. The service learns how it went.
   *
   * @param mark trace mark of the first SYN, 0 for none
   * @return the connection, or null where these addresses and ports are in use (TIME-WAIT
   *     included), or the stack holds {@link TcpLimits#MAX_CONNECTIONS}
   */
  public @Nullable Connection connect(
      Ipv4Address local,
      int localPort,
      Ipv4Address remote,
      int remotePort,
      Service service,
      int mark,
      long nowNanos,
      SegmentOutput out) {
    if (connections.isFull()
        || connections.find(remote.bits(), local.bits(), remotePort, localPort) != null) {
      return null;
    }
    Connection c =
        new Connection(service, local.bits(), localPort, remote.bits(), remotePort, true);
    add(c, TcpState.SYN_SENT, nowNanos);
    writer.mark(mark);
    transmission.sendSyn(c, out);
    writer.mark(0);
    settle(c, nowNanos, out);
    return c;
  }

  /**
   * Sends what the user wrote, closed or aborted outside of a call of the service. Does nothing for
   * a connection that has ended.
   */
  public void flush(Connection connection, long nowNanos, SegmentOutput out) {
    settle(connection, nowNanos, out);
  }

  /** The time at which {@link #onTime} has something to do, or {@link Deadlines#NEVER}. */
  public long nextDeadline() {
    return deadlines.nextAt();
  }

  /**
   * Does what is due, for at most {@link TcpLimits#EXPIRIES_PER_CALL} connections; where more are
   * due, {@link #nextDeadline} stays in the past.
   */
  public void onTime(long nowNanos, SegmentOutput out) {
    for (int i = 0; i < TcpLimits.EXPIRIES_PER_CALL && deadlines.nextAt() <= nowNanos; i++) {
      Connection c = connections.get(deadlines.next());
      if (c.state == TcpState.TIME_WAIT) {
        remove(c);
      } else {
        expire(c, nowNanos, out);
        settle(c, nowNanos, out);
      }
    }
  }

  /** Reports connections by phase, and retransmissions. */
  public void measure(Meter meter) {
    for (String phase : PHASES) {
      meter.reading(Measure.TCP_CONNECTIONS, phase, connections.count(phase));
    }
    meter.reading(Measure.TCP_RETRANSMISSIONS, "", transmission.retransmissions());
  }

  /** Connections held, TIME-WAIT included. */
  public int connections() {
    return connections.size();
  }

  /** Segments lost because the arena was full when they were to be built. */
  public long segmentsLost() {
    return writer.lost();
  }

  /** SYNs dropped because the backlog or the table of connections was full. */
  public long droppedSyns() {
    return droppedSyns;
  }

  private @Nullable Connection find(Segment s) {
    return connections.find(s.source, s.destination, s.sourcePort, s.destinationPort);
  }

  /** A new SYN may end TIME-WAIT early (RFC 9293 section 3.10.7.4, first check). */
  private boolean mayBeReplaced(Connection c) {
    return c.state == TcpState.TIME_WAIT
        && (segment.flags & (Tcp.SYN | Tcp.ACK | Tcp.RST)) == Tcp.SYN
        && segment.sequence - c.receiveNext > 0
        && listeners.containsKey(segment.destinationPort);
  }

  /** A segment of no connection (RFC 9293 section 3.10.7.1 and 3.10.7.2). */
  private Disposition onStranger(long nowNanos, SegmentOutput out) {
    if (segment.has(Tcp.RST)) {
      return Disposition.NO_LISTENER;
    }
    boolean opening = segment.has(Tcp.SYN) && !segment.has(Tcp.ACK);
    Service service = opening ? listeners.get(segment.destinationPort) : null;
    if (service == null) {
      writer.reset(segment, out);
      return Disposition.NO_LISTENER;
    }
    if (halfOpen == TcpLimits.BACKLOG || connections.isFull()) {
      droppedSyns++;
      return Disposition.QUEUE_FULL;
    }
    accept(service, nowNanos, out);
    return Disposition.DELIVERED;
  }

  private void accept(Service service, long nowNanos, SegmentOutput out) {
    Connection c =
        new Connection(
            service,
            segment.destination,
            segment.destinationPort,
            segment.source,
            segment.sourcePort,
            false);
    Arrival.synchronize(c, segment);
    c.inBacklog = true;
    c.expiresAt = nowNanos + TcpLimits.IDLE;
    halfOpen++;
    add(c, TcpState.SYN_RECEIVED, nowNanos);
    transmission.sendSyn(c, out);
    settle(c, nowNanos, out);
  }

  private void add(Connection c, TcpState state, long nowNanos) {
    int initial = (int) random.nextLong();
    c.state = state;
    c.sendUnacknowledged = initial;
    c.sendNext = initial + 1;
    c.sendMax = initial + 1;
    c.recover = initial;
    c.createdAt = nowNanos;
    c.heardAt = nowNanos;
    c.roundTrip.onSent(initial + 1, nowNanos);
    c.retransmitAt = nowNanos + c.roundTrip.timeout();
    connections.add(c);
  }

  private void expire(Connection c, long nowNanos, SegmentOutput out) {
    if (c.retransmitAt <= nowNanos) {
      if (!transmission.onTimeout(c, nowNanos, out)) {
        end(c, Ending.TIMEOUT, nowNanos);
      }
    } else if (c.state == TcpState.FIN_WAIT_2 || nowNanos - c.heardAt >= TcpLimits.IDLE) {
      transmission.reset(c, out);
      end(c, Ending.TIMEOUT, nowNanos);
    } else {
      c.expiresAt = c.heardAt + TcpLimits.IDLE;
    }
  }

  /** After anything happened to a connection: sends what follows from it and sets its deadline. */
  private void settle(Connection c, long nowNanos, SegmentOutput out) {
    if (c.abortRequested && !c.hasEnded()) {
      transmission.reset(c, out);
      end(c, Ending.ABORTED, nowNanos);
    }
    transmission.flush(c, nowNanos, out);
    if (c.inBacklog && c.state != TcpState.SYN_RECEIVED) {
      c.inBacklog = false;
      halfOpen--;
    }
    if (c.state != TcpState.CLOSED) {
      deadlines.set(c.number, c.deadline());
    }
  }

  private void end(Connection c, Ending ending, long nowNanos) {
    c.noteStall(nowNanos);
    if (c.state != TcpState.TIME_WAIT) {
      remove(c);
    }
    if (!c.endTold && (c.active || c.opened)) {
      c.endTold = true;
      c.service.onEnded(c, ending);
    }
  }

  private void remove(Connection c) {
    c.state = TcpState.CLOSED;
    deadlines.set(c.number, Deadlines.NEVER);
    connections.remove(c);
  }
}
