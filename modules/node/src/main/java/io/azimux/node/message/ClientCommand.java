package io.azimux.node.message;

import io.azimux.packet.Ipv4Address;

/** Tells a client what to do. */
public sealed interface ClientCommand extends PeerMessage {
  /**
   * Opens one connection whose first packets are traced; it exchanges banners and one line, and
   * closes.
   *
   * @param trace number of the trace, 1..65535
   * @param sourcePort source port to use
   */
  record OpenTraced(int trace, int sourcePort, Ipv4Address destination, int port)
      implements ClientCommand {}

  /**
   * Opens many connections and keeps them talking, as interactive SSH sessions do.
   *
   * @param connections how many, 1..60000
   * @param openEveryNanos time between two openings
   * @param keystrokeEveryNanos time between two lines of one session
   * @param linesPerConnection lines that a session sends before it closes; each is echoed and
   *     compared
   * @param lineBytes payload bytes of a line, 1..1400
   */
  record OpenMany(
      int connections,
      long openEveryNanos,
      long keystrokeEveryNanos,
      int linesPerConnection,
      int lineBytes,
      Ipv4Address destination,
      int port)
      implements ClientCommand {}
}
