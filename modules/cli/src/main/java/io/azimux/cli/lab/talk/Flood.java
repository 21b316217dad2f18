package io.azimux.cli.lab.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** As many datagrams, or as many bytes of a stream, as go through; and who counts them. */
final class Flood {
  private static final int DATAGRAM = 32;
  private static final int BLOCK = 1 << 16;
  private static final int SOCKET_BUFFER = 1 << 22;

  /** Datagrams between two looks at the clock. */
  private static final int BURST = 32;

  /** Silence after which a flood is over. */
  private static final long SILENCE_MILLIS = 1_000;

  private Flood() {}

  /**
   * What arrived.
   *
   * @param count datagrams, or bytes
   * @param nanos from the first to the last
   */
  record Count(long count, long nanos) {}

  /** Sends small datagrams; {@code perSecond} 0 is as many as possible. Returns how many. */
  static long datagrams(InetSocketAddress to, long perSecond, Duration lasts) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(to);
      ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM);
      long begun = System.nanoTime();
      long end = begun + lasts.toNanos();
      long sent = 0;
      for (long now = begun; now < end; now = System.nanoTime()) {
        long due = (long) ((now - begun) / 1e9 * perSecond);
        if (perSecond > 0 && sent > due) {
          Thread.onSpinWait();
          continue;
        }
        for (int i = 0; i < BURST; i++) {
          datagram.clear();
          channel.write(datagram);
        }
        sent += BURST;
      }
      return sent;
    }
  }

  /** Counts datagrams from the first until nobody has sent any for a second. */
  static Count datagramsAt(int port, Runnable ready) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open();
        Selector selector = Selector.open()) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
      channel.bind(new InetSocketAddress(port));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      ready.run();
      ByteBuffer datagram = ByteBuffer.allocateDirect(BLOCK);
      selector.select();
      long first = System.nanoTime();
      long last = first;
      long count = 0;
      do {
        selector.selectedKeys().clear();
        while (channel.receive(datagram) != null) {
          datagram.clear();
          count++;
        }
        last = System.nanoTime();
      } while (selector.select(SILENCE_MILLIS) > 0);
      return new Count(count, last - first);
    }
  }

  /** Writes as much into one connection as it takes; returns how much. */
  static long stream(InetSocketAddress to, Duration lasts) throws IOException {
    try (SocketChannel channel = SocketChannel.open(to)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      long end = System.nanoTime() + lasts.toNanos();
      long sent = 0;
      while (System.nanoTime() < end) {
        block.clear();
        sent += channel.write(block);
      }
      return sent;
    }
  }

  /** Counts the bytes of one connection. */
  static Count streamAt(int port, Runnable ready) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port));
      ready.run();
      try (SocketChannel channel = server.accept()) {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        long first = System.nanoTime();
        long count = 0;
        for (int read = 0; read >= 0; read = channel.read(block)) {
          count += read;
          block.clear();
        }
        return new Count(count, System.nanoTime() - first);
      }
    }
  }
}
