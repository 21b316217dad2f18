package io.azimux.dataplane.client;

import io.azimux.dataplane.tcp.Connection;
import io.azimux.dataplane.tcp.Deadlines;
import io.azimux.dataplane.tcp.Ending;
import io.azimux.dataplane.tcp.SegmentOutput;
import io.azimux.dataplane.tcp.Service;
import io.azimux.dataplane.tcp.TcpStack;
import io.azimux.node.Durations;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a client, numbered; the number is the tag of the connection. Facts about them are
 * gathered during calls of the stack and handed out by {@link #report}.
 */
final class Sessions implements Service {
  /** Sessions alive at once; as many as one command may open. */
  static final int CAPACITY = 60_000;

  /** Lines of a session whose echo may be missing. A person stops typing after about as many. */
  static final int OUTSTANDING_LINES = 8;

  /** Longest line; a line is one segment. */
  static final int LONGEST_LINE = 1400;

  /**
   * Time without a byte after which a session gives its server up: longer than it takes TCP to give
   * up, so this ends only sessions whose server acknowledges and does not answer.
   */
  static final long SILENCE_NANOS = 120_000_000_000L;

  /** Sessions served in one call when their time has come; the others stay due. */
  static final int TURNS_PER_CALL = 1024;

  /** Longest identification line of a server (RFC 4253 section 4.2). */
  private static final int LONGEST_BANNER = 255;

  private static final byte[] BANNER =
      "SSH-2.0-azimux_client_1.0\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<@Nullable Session> sessions = new ArrayList<>();
  private final Deadlines deadlines = new Deadlines();
  private final List<Fact> facts = new ArrayList<>();
  private final Durations handshakes = Durations.ofNetwork();
  private final byte[] line = new byte[LONGEST_LINE];
  private int[] free = new int[16];
  private int freeCount;
  private int alive;
  private long completed;
  private long failed;
  private long nowNanos;

  /** Tells the time of the calls that follow. */
  void at(long time) {
    nowNanos = time;
  }

  boolean isFull() {
    return alive == CAPACITY;
  }

  int alive() {
    return alive;
  }

  long completed() {
    return completed;
  }

  long failed() {
    return failed;
  }

  /** How long it took connections to open. */
  Durations handshakes() {
    return handshakes;
  }

  /** True where a session of this trace is alive. */
  boolean isTracing(int trace) {
    return sessions.stream().anyMatch(s -> s != null && s.trace == trace);
  }

  /** True where a session of such a plan is alive. */
  boolean isRunning(SessionPlan plan) {
    return sessions.stream().anyMatch(s -> s != null && s.plan.equals(plan));
  }

  /** Adds a session whose connection has just been opened; there is room. */
  void add(Session session) {
    int number = freeCount > 0 ? free[--freeCount] : sessions.size();
    if (number == sessions.size()) {
      sessions.add(session);
    } else {
      sessions.set(number, session);
    }
    session.connection.setTag(number);
    alive++;
  }

  /** Hands out what happened since the last call. */
  void report(Outbox out) {
    facts.forEach(out::note);
    facts.clear();
  }

  /** When the next session has something to do. */
  long nextDeadline() {
    return deadlines.nextAt();
  }

  /** Lets sessions write lines that are due, and gives silent servers up. */
  void onTime(TcpStack stack, SegmentOutput output) {
    for (int i = 0; i < TURNS_PER_CALL && deadlines.nextAt() <= nowNanos; i++) {
      Session session = session(deadlines.next());
      if (nowNanos - session.heardAt >= SILENCE_NANOS) {
        fail(session, "timeout");
        deadlines.set(session.connection.tag(), Deadlines.NEVER);
      } else {
        typeLines(session);
      }
      stack.flush(session.connection, nowNanos, output);
    }
  }

  @Override
  public void onOpen(Connection connection) {
    Session session = session(connection.tag());
    facts.add(new Fact.ConnectionOpened(connection.flow(), connection.handshakeNanos()));
    handshakes.add(connection.handshakeNanos());
    session.heardAt = nowNanos;
    connection.write(BANNER, 0, BANNER.length);
    typeLines(session);
  }

  @Override
  public void onData(Connection connection, byte[] bytes, int from, int length) {
    Session session = session(connection.tag());
    session.heardAt = nowNanos;
    int used = session.identified ? 0 : readBanner(session, bytes, from, length);
    compareEcho(session, bytes, from + used, length - used);
    if (session.isComplete()) {
      connection.close();
    }
    typeLines(session);
  }

  /** A server that closes before everything was echoed has failed. */
  @Override
  public void onPeerClosed(Connection connection) {
    Session session = session(connection.tag());
    if (!session.isComplete()) {
      fail(session, "reset");
    }
  }

  @Override
  public void onEnded(Connection connection, Ending ending) {
    int number = connection.tag();
    Session session = session(number);
    String outcome = session.outcome != null ? session.outcome : outcome(ending);
    if (outcome.equals("completed")) {
      completed++;
    } else {
      failed++;
    }
    facts.add(
        new Fact.ConnectionEnded(
            connection.flow(),
            outcome,
            session.echoedBytes,
            connection.retransmissions(),
            connection.longestStallNanos(),
            Math.max(0, nowNanos - connection.longestStallEndedAt())));
    remove(number);
  }

  private static String outcome(Ending ending) {
    return switch (ending) {
      case CLOSED -> "completed";
      case RESET, ABORTED -> "reset";
      case TIMEOUT -> "timeout";
    };
  }

  private int readBanner(Session session, byte[] bytes, int from, int length) {
    for (int i = 0; i < length; i++) {
      if (++session.bannerBytes > LONGEST_BANNER) {
        fail(session, "corrupt");
        return length;
      }
      if (bytes[from + i] == '\n') {
        session.identified = true;
        session.nextLineAt = nowNanos;
        return i + 1;
      }
    }
    return length;
  }

  private void compareEcho(Session session, byte[] bytes, int from, int length) {
    int lineBytes = session.plan.lineBytes();
    long expected = (long) session.linesSent * lineBytes - session.echoedBytes;
    int comparable = (int) Math.min(length, expected);
    int same =
        SessionText.matching(
            session.seed, session.echoedBytes, lineBytes, bytes, from, comparable, line);
    session.echoedBytes += same;
    if (same < length) {
      fail(session, "corrupt");
    }
  }

  private void typeLines(Session session) {
    SessionPlan plan = session.plan;
    while (session.mayWrite() && session.nextLineAt <= nowNanos) {
      SessionText.fill(session.seed, session.linesSent, line, plan.lineBytes());
      session.connection.write(line, 0, plan.lineBytes());
      session.linesSent++;
      session.nextLineAt = nowNanos + plan.keystrokeEveryNanos();
    }
    long silent = session.isComplete() ? Deadlines.NEVER : session.heardAt + SILENCE_NANOS;
    long next = session.mayWrite() ? Math.min(silent, session.nextLineAt) : silent;
    deadlines.set(session.connection.tag(), session.outcome == null ? next : Deadlines.NEVER);
  }

  private static void fail(Session session, String outcome) {
    if (session.outcome == null) {
      session.outcome = outcome;
    }
    session.connection.abort();
  }

  private void remove(int number) {
    deadlines.set(number, Deadlines.NEVER);
    sessions.set(number, null);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = number;
    alive--;
  }

  private Session session(int number) {
    Session session = sessions.get(number);
    if (session == null) {
      throw new IllegalStateException("no session " + number);
    }
    return session;
  }
}
