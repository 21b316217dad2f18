package io.azimux.cli.lab.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Many connections to one server, each of which asks, waits for the answer, pauses, and asks again.
 * All on one thread.
 */
final class Talk {
  private static final long TELL_EVERY = Duration.ofSeconds(1).toNanos();
  private static final long OPEN_EVERY = Duration.ofMillis(1).toNanos();
  private static final long SELECT_MILLIS = 2;

  /** How long answers may be missing at the end. */
  private static final long END = Duration.ofSeconds(20).toNanos();

  private final InetSocketAddress server;
  private final int wanted;
  private final long pause;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private long nextOpen;

  private Talk(InetSocketAddress server, int wanted, Duration pause, Selector selector) {
    this.server = server;
    this.wanted = wanted;
    this.pause = pause.toNanos();
    this.selector = selector;
  }

  /**
   * Talks until told to end.
   *
   * @param goesOn false once everything is to come to its end
   * @param tell gets the state of affairs every second
   * @return the state at the end
   */
  static Tally run(
      InetSocketAddress server,
      int connections,
      Duration pause,
      BooleanSupplier goesOn,
      Consumer<Tally> tell)
      throws IOException {
    try (Selector selector = Selector.open()) {
      Talk talk = new Talk(server, connections, pause, selector);
      long told = System.nanoTime();
      while (goesOn.getAsBoolean()) {
        talk.round(true);
        if (System.nanoTime() - told > TELL_EVERY) {
          told = System.nanoTime();
          tell.accept(talk.tally(told));
        }
      }
      long end = System.nanoTime() + END;
      while (talk.isWaiting() && System.nanoTime() < end) {
        talk.round(false);
      }
      Tally last = talk.tally(System.nanoTime());
      for (Connection connection : talk.connections) {
        connection.close();
      }
      return last;
    }
  }

  private void round(boolean goesOn) throws IOException {
    long now = System.nanoTime();
    if (goesOn) {
      if (connections.size() < wanted && now >= nextOpen) {
        nextOpen = now + OPEN_EVERY;
        connections.add(Connection.open(selector, server, connections.size(), now));
      }
      while (!idle.isEmpty() && idle.peek().pausesSince() + pause <= now) {
        idle.remove().ask(now);
      }
    }
    selector.select(SELECT_MILLIS);
    for (SelectionKey key : selector.selectedKeys()) {
      Connection connection = (Connection) key.attachment();
      if (connection.advance(key, System.nanoTime())) {
        idle.add(connection);
      }
    }
    selector.selectedKeys().clear();
  }

  private boolean isWaiting() {
    return connections.stream().anyMatch(Connection::isWaiting);
  }

  private Tally tally(long now) {
    Tally tally = Tally.NONE;
    for (Connection connection : connections) {
      tally = tally.plus(connection.tally(now));
    }
    return tally;
  }
}
