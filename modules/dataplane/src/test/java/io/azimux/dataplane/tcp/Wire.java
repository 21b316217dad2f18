package io.azimux.dataplane.tcp;

import io.azimux.node.Disposition;
import io.azimux.node.PacketSummary;
import io.azimux.node.RandomSource;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Two stacks, a manual clock, and a wire on which segments wait for the test to carry them. */
final class Wire {
  static final long MS = 1_000_000L;
  static final long SECOND = 1000 * MS;
  static final Ipv4Address ALICE = Ipv4Address.parse("141.192.166.93");
  static final Ipv4Address BOB = Ipv4Address.parse("10.0.1.4");
  static final int ALICE_PORT = 40000;
  static final int BOB_PORT = 22;

  /** One end, and the segments that it sent and nobody carried yet. */
  final class End implements SegmentOutput {
    TcpStack stack;
    final Tape tape = new Tape();
    final List<Integer> sent = new ArrayList<>();
    boolean arenaFull;

    End(long seed) {
      stack = new TcpStack(new RandomSource(seed));
    }

    /** The end loses all it knows, as a computer does that is switched off. */
    void restart() {
      stack = new TcpStack(new RandomSource(999));
    }

    @Override
    public PacketArena arena() {
      return arenaFull ? exhausted : arena;
    }

    @Override
    public void send(int packet) {
      sent.add(packet);
    }

    /** Flags, as tcpdump prints them, of what waits. */
    List<String> flags() {
      return sent.stream().map(Wire.this::flagsOf).toList();
    }

    /** Loses everything that waits. */
    void lose() {
      sent.forEach(arena::release);
      sent.clear();
    }
  }

  /** A service that remembers what happened. */
  static final class Tape implements Service {
    final List<String> events = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    int window = TcpLimits.MAX_WINDOW;
    Connection last = new Connection(this, 0, 0, 0, 0, false);

    @Override
    public void onOpen(Connection connection) {
      last = connection;
      events.add("open");
    }

    @Override
    public void onData(Connection connection, byte[] bytes, int from, int length) {
      for (int i = 0; i < length; i++) {
        text.append((char) bytes[from + i]);
      }
      window = Math.max(0, window == TcpLimits.MAX_WINDOW ? window : window - length);
    }

    @Override
    public void onPeerClosed(Connection connection) {
      events.add("peer closed");
    }

    @Override
    public void onEnded(Connection connection, Ending ending) {
      events.add(ending.toString());
    }

    @Override
    public int window(Connection connection) {
      return window;
    }
  }

  final PacketArena arena = new PacketArena(8192);
  private final PacketArena exhausted = new PacketArena(1);
  final End alice = new End(1);
  final End bob = new End(2);
  long now = 5 * SECOND;

  Wire() {
    exhausted.allocate();
  }

  /** Alice opens a connection to Bob's port. */
  Connection connect() {
    return connect(0);
  }

  Connection connect(int mark) {
    Connection c =
        alice.stack.connect(ALICE, ALICE_PORT, BOB, BOB_PORT, alice.tape, mark, now, alice);
    if (c == null) {
      throw new AssertionError("port in use");
    }
    return c;
  }

  /** An open connection from Alice to Bob, who listens with his tape. */
  Connection open() {
    bob.stack.listen(BOB_PORT, bob.tape);
    Connection c = connect();
    settle();
    return c;
  }

  /** Carries what one end sent to the other. */
  List<Disposition> carry(End from) {
    End to = from == alice ? bob : alice;
    List<Integer> packets = List.copyOf(from.sent);
    from.sent.clear();
    List<Disposition> dispositions = new ArrayList<>();
    for (int packet : packets) {
      dispositions.add(deliver(packet, to));
      arena.release(packet);
    }
    return dispositions;
  }

  /** Hands a packet in without releasing it. */
  Disposition deliver(int packet, End to) {
    return to.stack.onSegment(arena, packet, now, to);
  }

  /** Carries everything until nothing is left to carry. */
  void settle() {
    for (int i = 0; i < 1000; i++) {
      if (alice.sent.isEmpty() && bob.sent.isEmpty()) {
        return;
      }
      carry(alice);
      carry(bob);
    }
    throw new AssertionError("the two ends never fall silent");
  }

  /** Moves the clock and lets timers run; nothing is carried. */
  void pass(long nanos) {
    now += nanos;
    alice.stack.onTime(now, alice);
    bob.stack.onTime(now, bob);
  }

  /** Writes text and sends it. */
  void write(End end, Connection c, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (c.write(bytes, 0, bytes.length) != bytes.length) {
      throw new AssertionError("send buffer full");
    }
    end.stack.flush(c, now, end);
  }

  void close(End end, Connection c) {
    c.close();
    end.stack.flush(c, now, end);
  }

  void abort(End end, Connection c) {
    c.abort();
    end.stack.flush(c, now, end);
  }

  String flagsOf(int packet) {
    return Tcp.flagsText(PacketSummary.of(arena, packet).tcpFlags());
  }

  /** Offset of a packet's TCP header. */
  int tcp(int packet) {
    return arena.start(packet) + Ethernet.HEADER + Ipv4.HEADER;
  }

  int sequence(int packet) {
    return Tcp.sequence(arena.bytes(), tcp(packet));
  }

  /** Gives a segment without payload, and with the one option, another sequence number. */
  void setSequence(int syn, int sequence) {
    Bytes.put32(arena.bytes(), tcp(syn) + 4, sequence);
    Tcp.setChecksum(arena.bytes(), tcp(syn), Tcp.HEADER + 4, ALICE.bits(), BOB.bits());
  }
}
