package io.azimux.dataplane.tcp;

/**
 * What an endpoint does with the bytes of its connections. One service serves many connections;
 * {@link Connection#tag} and {@link Connection#setTag} are its memory of each.
 *
 * <p>In every call but {@link #onEnded} the service may use {@link Connection#write}, {@link
 * Connection#close} and {@link Connection#abort}; the stack sends what follows from it after the
 * call.
 */
public interface Service {
  /** The connection is established. */
  default void onOpen(Connection connection) {}

  /** In-order bytes have arrived; the service takes all of them. They are valid during the call. */
  void onData(Connection connection, byte[] bytes, int from, int length);

  /** The peer has closed its side; no more data will come. */
  void onPeerClosed(Connection connection);

  /**
   * The connection has ended; nothing can be sent any more. Called once for every connection that
   * was opened by {@link TcpStack#connect} or for which {@link #onOpen} was called.
   */
  default void onEnded(Connection connection, Ending ending) {}

  /**
   * Bytes that the service can take now: the receive window, 0..65535. It must not fall by more
   * than what {@link #onData} delivered, since the peer was promised the rest (RFC 9293 section
   * 3.8.6).
   */
  default int window(Connection connection) {
    return TcpLimits.MAX_WINDOW;
  }
}
