package io.azimux.cli.lab.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/** Sends back whatever comes, on one thread, until the process ends. */
final class Echo {
  private static final int BACKLOG = 4096;
  private static final int BUFFER = 4096;

  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  private Echo(Selector selector) {
    this.selector = selector;
  }

  /** Serves a port for ever; {@code ready} runs when it listens. */
  static void serve(int port, Runnable ready) throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      ready.run();
      Echo echo = new Echo(selector);
      while (true) {
        echo.round(server);
      }
    }
  }

  private void round(ServerSocketChannel server) throws IOException {
    selector.select();
    Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
    while (keys.hasNext()) {
      SelectionKey key = keys.next();
      keys.remove();
      if (key.isAcceptable()) {
        SocketChannel channel = server.accept();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      } else {
        answer((SocketChannel) key.channel());
      }
    }
  }

  /** Questions are small, and nobody asks the next before the answer: it always fits. */
  private void answer(SocketChannel channel) throws IOException {
    try {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        channel.close();
        return;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException broken) {
      channel.close();
    }
  }
}
