package io.azimux.node.message;

/**
 * What two BGP speakers send each other over the TCP connection between them, as it stands on the
 * wire (RFC 4271, section 4).
 *
 * @param connection tells connections apart, those before a restart among them; chosen by the side
 *     that opens it
 * @param kind what happens to the connection
 * @param bytes whole messages; not to be changed by anybody
 */
public record RoutingBytes(long connection, Kind kind, byte[] bytes) implements PeerMessage {
  /** What happens to a connection. */
  public enum Kind {
    /** The sender wants to open it. */
    OPEN,
    /** The sender takes the connection that the receiver wants to open. */
    ACCEPT,
    /** Messages. */
    DATA,
    /** The sender closes it, or does not know it. */
    CLOSE
  }
}
