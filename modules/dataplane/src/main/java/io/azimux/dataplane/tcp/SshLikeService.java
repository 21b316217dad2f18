package io.azimux.dataplane.tcp;

import java.nio.charset.StandardCharsets;

/**
 * A server that speaks the first lines of SSH (RFC 4253 section 4.2): it sends its identification,
 * reads the client's, and then echoes every byte, so every line comes back as it was typed. It
 * closes when the client closes.
 */
public final class SshLikeService implements Service {
  /** Identification line of the server. */
  public static final String BANNER = "SSH-2.0-azimux_1.0\r\n";

  /** Longest identification line, its end included (RFC 4253 section 4.2). */
  public static final int MAX_BANNER = 255;

  /**
   * Window offered at most. Every byte taken is written back, so the window must not exceed the
   * free part of the send buffer; half of it leaves room for the banner.
   */
  static final int WINDOW = TcpLimits.SEND_BUFFER / 2;

  /** Tag of a connection whose client has identified itself; before that: bytes seen. */
  private static final int IDENTIFIED = -1;

  private static final byte[] BANNER_BYTES = BANNER.getBytes(StandardCharsets.US_ASCII);

  @Override
  public void onOpen(Connection connection) {
    connection.write(BANNER_BYTES, 0, BANNER_BYTES.length);
  }

  @Override
  public void onData(Connection connection, byte[] bytes, int from, int length) {
    int echoFrom = from;
    if (connection.tag() != IDENTIFIED) {
      echoFrom += readBanner(connection, bytes, from, length);
    }
    connection.write(bytes, echoFrom, from + length - echoFrom);
  }

  /** Consumes bytes of the client's identification and says how many. */
  private static int readBanner(Connection connection, byte[] bytes, int from, int length) {
    int seen = connection.tag();
    for (int i = 0; i < length; i++) {
      if (++seen > MAX_BANNER) {
        connection.abort();
        return length;
      }
      if (bytes[from + i] == '\n') {
        connection.setTag(IDENTIFIED);
        return i + 1;
      }
    }
    connection.setTag(seen);
    return length;
  }

  @Override
  public void onPeerClosed(Connection connection) {
    connection.close();
  }

  @Override
  public int window(Connection connection) {
    return Math.min(WINDOW, connection.room());
  }
}
