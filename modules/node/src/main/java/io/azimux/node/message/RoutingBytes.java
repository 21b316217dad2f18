package io.azimux.node.message;

import java.util.Arrays;

/**
 * What two BGP speakers send each other over the TCP connection between them, as it stands on the
 * wire (RFC 4271, section 4).
 *
 * @param connection tells connections apart, those before a restart among them; chosen by the side
 *     that opens it
 * @param kind what happens to the connection
 * @param number of {@link Kind#DATA}: its place in the order of the sender's pieces, from 0; a
 *     piece without bytes has none and only acknowledges
 * @param acknowledged pieces of the other side that the sender has taken
 * @param bytes whole messages; not to be changed by anybody
 */
public record RoutingBytes(long connection, Kind kind, int number, int acknowledged, byte[] bytes)
    implements PeerMessage {
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

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutingBytes that
        && that.connection == connection
        && that.kind == kind
        && that.number == number
        && that.acknowledged == acknowledged
        && Arrays.equals(that.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(connection) * 31 + number) * 31 + Arrays.hashCode(bytes);
  }

  /** With the bytes themselves, so that equal messages look alike in every process. */
  @Override
  public String toString() {
    return kind + " " + connection + " " + number + "/" + acknowledged + Arrays.toString(bytes);
  }
}
