package io.azimux.dataplane.bgp;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A message of RFC 4271, section 4. */
public sealed interface BgpMessage extends BgpInput {
  /**
   * The first message of a session.
   *
   * @param as number of the sender's autonomous system, 1..4294967295 (RFC 6793)
   * @param holdSeconds proposed hold time, 0 or 3..65535
   * @param routerId the sender's identifier
   * @param fourOctetAs the sender writes AS numbers with four octets where the other can read them
   * @param ipv4Unicast the sender takes routes of this family; so it is where nothing is said
   */
  record Open(
      long as, int holdSeconds, Ipv4Address routerId, boolean fourOctetAs, boolean ipv4Unicast)
      implements BgpMessage {}

  /**
   * Routes that end, and routes that begin or change.
   *
   * @param attributes present where something is announced
   */
  record Update(
      List<Ipv4Prefix> withdrawn, Optional<PathAttributes> attributes, List<Ipv4Prefix> announced)
      implements BgpMessage {
    /** Copies the lists. */
    public Update {
      withdrawn = List.copyOf(withdrawn);
      announced = List.copyOf(announced);
    }
  }

  /** The sender lives. */
  record Keepalive() implements BgpMessage {}

  /**
   * The sender ends the session.
   *
   * @param code 1..6, RFC 4271 section 4.5
   * @param subcode depends on the code
   * @param data depends on both; not to be changed by anybody
   */
  record Notification(int code, int subcode, byte[] data) implements BgpMessage {
    /** Message header error. */
    public static final int HEADER = 1;

    /** OPEN message error. */
    public static final int OPEN = 2;

    /** UPDATE message error. */
    public static final int UPDATE = 3;

    /** Hold timer expired. */
    public static final int HOLD_TIME = 4;

    /** A message that the state does not expect; subcodes are those of RFC 6608. */
    public static final int STATES = 5;

    /** The session ends for another reason (RFC 4486). */
    public static final int CEASE = 6;

    /** {@link #CEASE}: more prefixes than the receiver takes. */
    public static final int TOO_MANY_PREFIXES = 1;

    /** {@link #CEASE}: an operator ends it. */
    public static final int SHUTDOWN = 2;

    /** {@link #CEASE}: BFD says that packets do not come through (RFC 9384). */
    public static final int BFD_DOWN = 10;

    /** Without data. */
    public static Notification of(int code, int subcode) {
      return new Notification(code, subcode, new byte[0]);
    }

    /** In words, for facts. */
    public String words() {
      return switch (code) {
        case HEADER -> "message header error " + subcode;
        case OPEN -> "OPEN error " + subcode;
        case UPDATE -> "UPDATE error " + subcode;
        case HOLD_TIME -> "hold time expired";
        case STATES -> "unexpected message";
        case CEASE -> "cease (" + cease() + ")";
        default -> "error " + code + "/" + subcode;
      };
    }

    private String cease() {
      return switch (subcode) {
        case TOO_MANY_PREFIXES -> "maximum number of prefixes reached";
        case SHUTDOWN -> "administrative shutdown";
        case BFD_DOWN -> "BFD down";
        default -> "subcode " + subcode;
      };
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Notification that
          && that.code == code
          && that.subcode == subcode
          && Arrays.equals(that.data, data);
    }

    @Override
    public int hashCode() {
      return (code * 31 + subcode) * 31 + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
      return "Notification " + code + "/" + subcode + " " + Arrays.toString(data);
    }
  }
}
