package io.azimux.cli.lab.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection that asks and waits for answers. */
final class Connection {
  /** Bytes of a question: whose it is, and which. */
  private static final int QUESTION = 16;

  private enum State {
    OPENING,
    WAITING,
    PAUSING,
    RESET,
    CUT_OFF,
    GARBLED
  }

  private final SocketChannel channel;
  private final int number;
  private final ByteBuffer answer = ByteBuffer.allocate(QUESTION);
  private State state = State.OPENING;
  private boolean opened;
  private long since;
  private long longest;
  private long asked;

  private Connection(SocketChannel channel, int number, long now) {
    this.channel = channel;
    this.number = number;
    this.since = now;
  }

  static Connection open(Selector selector, InetSocketAddress server, int number, long now)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    Connection connection = new Connection(channel, number, now);
    channel.register(selector, SelectionKey.OP_CONNECT, connection);
    channel.connect(server);
    return connection;
  }

  /** When its pause began. */
  long pausesSince() {
    return since;
  }

  /** True while something is missing from it. */
  boolean isWaiting() {
    return state == State.WAITING || state == State.OPENING;
  }

  /** Asks the next question, where the connection did not end while it paused. */
  void ask(long now) throws IOException {
    if (state != State.PAUSING) {
      return;
    }
    ByteBuffer question = ByteBuffer.allocate(QUESTION);
    question.putInt(number).putInt(~number).putLong(++asked).flip();
    state = State.WAITING;
    since = now;
    try {
      channel.write(question);
    } catch (IOException broken) {
      broke(broken);
    }
  }

  /** Takes what has come; true where it pauses from now on. */
  boolean advance(SelectionKey key, long now) throws IOException {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        opened = true;
        return pause(now);
      }
      if (channel.read(answer) < 0) {
        state = State.CUT_OFF;
        channel.close();
      } else if (!answer.hasRemaining()) {
        return answered(now);
      }
    } catch (IOException broken) {
      broke(broken);
    }
    return false;
  }

  private boolean answered(long now) throws IOException {
    answer.flip();
    boolean right =
        answer.getInt() == number && answer.getInt() == ~number && answer.getLong() == asked;
    answer.clear();
    if (!right || state != State.WAITING) {
      state = State.GARBLED;
      channel.close();
      return false;
    }
    return pause(now);
  }

  private boolean pause(long now) {
    longest = Math.max(longest, now - since);
    state = State.PAUSING;
    since = now;
    return true;
  }

  private void broke(IOException problem) throws IOException {
    String text = String.valueOf(problem.getMessage());
    state = text.contains("reset") ? State.RESET : State.CUT_OFF;
    channel.close();
  }

  void close() throws IOException {
    channel.close();
  }

  /** What became of it so far. */
  Tally tally(long now) {
    boolean waits = isWaiting();
    return new Tally(
        1,
        opened ? 1 : 0,
        state == State.RESET ? 1 : 0,
        state == State.CUT_OFF ? 1 : 0,
        state == State.GARBLED ? 1 : 0,
        waits ? 1 : 0,
        asked,
        Math.max(longest, waits ? now - since : 0) / 1_000_000);
  }
}
