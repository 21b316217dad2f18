package io.azimux.dataplane.vfp;

import io.azimux.node.message.HealthProbe;
import io.azimux.packet.Tcp;

/**
 * One TCP health probe of one NIC: opens a connection with three segments and closes it with four.
 * An answer to the SYN is a success; an RST, or silence until the next probe is due, a failure.
 *
 * <p>The state machine alone: it is told of segments and time, and says through {@link Wire} what
 * to send. It never sends again what it sent; a lost segment is silence, as for Azure's probe.
 */
final class Probe {
  /** Time between probes until the first one is answered. */
  static final long EAGER_NANOS = 1_000_000_000L;

  /**
   * First source port; the others follow in turn, so that a probe is not taken for the last one.
   */
  static final int FIRST_PORT = 49152;

  private static final int PORTS = 65536 - FIRST_PORT;

  /** Where segments go. */
  interface Wire {
    /** Sends a segment without payload. */
    void send(int sourcePort, int sequence, int acknowledgment, int flags);
  }

  private enum State {
    /** No connection. */
    IDLE,
    /** SYN sent. */
    OPENING,
    /** Answered, FIN sent; the guest's FIN is awaited. */
    CLOSING,
    /** Closed by both; a FIN sent again is acknowledged again. */
    CLOSED
  }

  private final int nic;
  private final String backend;
  private final HealthProbe spec;

  private State state = State.IDLE;
  private int sourcePort = FIRST_PORT - 1;
  private int next;
  private int expected;
  private boolean wanted;
  private boolean running;
  private boolean healthy;
  private boolean decided;
  private boolean everAnswered;
  private int streak;
  private boolean streakOfSuccess;
  private long successes;
  private long failures;

  /**
   * Makes a probe that has not begun.
   *
   * @param nic number of the probed NIC
   * @param backend name of the NIC
   */
  Probe(int nic, String backend, HealthProbe spec) {
    this.nic = nic;
    this.backend = backend;
    this.spec = spec;
  }

  /** True where it probes this NIC so. */
  boolean isOf(int nicNumber, HealthProbe other) {
    return nic == nicNumber && spec.equals(other);
  }

  /** Whether the policy asks for this probe. */
  boolean isWanted() {
    return wanted;
  }

  void setWanted(boolean now) {
    wanted = now;
  }

  /** As if it had not begun: nothing is known of the guest. */
  void forget() {
    decided = false;
    healthy = false;
    everAnswered = false;
    streak = 0;
  }

  /** Whether its timer is set. */
  boolean isRunning() {
    return running;
  }

  void setRunning(boolean now) {
    running = now;
  }

  /**
   * The next probe is due. What the last one left open is reset, so that neither the guest nor the
   * flow table keeps it.
   *
   * @param initialSequence sequence number to open with
   * @return true where the one before failed by silence, and so has a result now
   */
  boolean begin(int initialSequence, Wire wire) {
    boolean silent = state == State.OPENING;
    if (silent) {
      result(false);
    }
    if (silent) {
      wire.send(sourcePort, next, 0, Tcp.RST);
    } else if (state == State.CLOSING) {
      wire.send(sourcePort, next, expected, Tcp.RST | Tcp.ACK);
    }
    sourcePort = FIRST_PORT + (sourcePort + 1 - FIRST_PORT) % PORTS;
    wire.send(sourcePort, initialSequence, 0, Tcp.SYN);
    next = initialSequence + 1;
    state = State.OPENING;
    return silent;
  }

  /** True where a segment of the guest to this port belongs to this probe. */
  boolean owns(int nicNumber, int guestPort, int ownPort) {
    return nicNumber == nic
        && guestPort == spec.port()
        && ownPort == sourcePort
        && state != State.IDLE;
  }

  /**
   * A segment of the guest.
   *
   * @param payload bytes of its payload
   * @return true where it gave the probe a result
   */
  boolean segment(int sequence, int acknowledgment, int flags, int payload, Wire wire) {
    if ((flags & Tcp.RST) != 0) {
      boolean refused = state == State.OPENING && acknowledgment == next;
      if (refused || state != State.OPENING) {
        state = State.IDLE;
      }
      if (refused) {
        result(false);
      }
      return refused;
    }
    if (state == State.OPENING) {
      return opened(sequence, acknowledgment, flags, wire);
    }
    closing(sequence, flags, payload, wire);
    return false;
  }

  private boolean opened(int sequence, int acknowledgment, int flags, Wire wire) {
    int wanted = Tcp.SYN | Tcp.ACK;
    if ((flags & wanted) != wanted || acknowledgment != next) {
      return false;
    }
    expected = sequence + 1;
    wire.send(sourcePort, next, expected, Tcp.ACK);
    wire.send(sourcePort, next, expected, Tcp.FIN | Tcp.ACK);
    next++;
    state = State.CLOSING;
    result(true);
    return true;
  }

  /** Takes what the guest still says, and acknowledges it. */
  private void closing(int sequence, int flags, int payload, Wire wire) {
    boolean fin = (flags & Tcp.FIN) != 0;
    if (payload == 0 && !fin && (flags & Tcp.SYN) == 0) {
      return;
    }
    if (sequence == expected && state == State.CLOSING) {
      expected += payload + (fin ? 1 : 0);
      state = fin ? State.CLOSED : State.CLOSING;
    }
    wire.send(sourcePort, next, expected, Tcp.ACK);
  }

  private void result(boolean success) {
    streak = success == streakOfSuccess ? Math.min(streak + 1, spec.threshold()) : 1;
    streakOfSuccess = success;
    if (streak >= spec.threshold()) {
      healthy = success;
      decided = true;
    }
    if (success) {
      successes++;
      everAnswered = true;
    } else {
      failures++;
    }
    if (state == State.OPENING && !success) {
      state = State.IDLE;
    }
  }

  /** Time from one probe to the next. */
  long periodNanos() {
    long interval = spec.intervalNanos();
    return everAnswered ? interval : Math.min(EAGER_NANOS, interval);
  }

  /** Time between two probes of a guest that answers. */
  long intervalNanos() {
    return spec.intervalNanos();
  }

  int nic() {
    return nic;
  }

  String backend() {
    return backend;
  }

  String name() {
    return spec.name();
  }

  int port() {
    return spec.port();
  }

  /**
   * True once there were as many equal results in a row as it takes. A host that has just started
   * has no opinion before, and must not call a good guest bad.
   */
  boolean decided() {
    return decided;
  }

  /** How the backend stands. */
  boolean healthy() {
    return healthy;
  }

  long successes() {
    return successes;
  }

  long failures() {
    return failures;
  }
}
