package io.azimux.topology.file;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.List;

/** Which addresses may be used for what. */
final class Addresses {
  /** Kind of a frontend's or a client's address. */
  static final String PUBLIC = "public address";

  /** Kind of an address in the physical network. */
  static final String PROVIDER = "provider address";

  private static final List<Ipv4Prefix> PRIVATE =
      List.of(
          Ipv4Prefix.parse("10.0.0.0/8"),
          Ipv4Prefix.parse("172.16.0.0/12"),
          Ipv4Prefix.parse("192.168.0.0/16"),
          Ipv4Prefix.parse("100.64.0.0/10"));

  /** Never a host's address on the Internet, besides the private ones; RFC 6890, RFC 5771. */
  private static final List<Ipv4Prefix> SPECIAL =
      List.of(
          Ipv4Prefix.parse("0.0.0.0/8"),
          Ipv4Prefix.parse("127.0.0.0/8"),
          Ipv4Prefix.parse("169.254.0.0/16"),
          Ipv4Prefix.parse("224.0.0.0/3"),
          Ipv4Prefix.parse("168.63.129.16/32"));

  /** As messages list the private ranges. */
  static final String PRIVATE_RANGES = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10";

  private Addresses() {}

  static void requirePrivate(Ipv4Address address, Value at) {
    if (isUsable(at) && PRIVATE.stream().noneMatch(prefix -> prefix.contains(address))) {
      at.problem(address + " is not a private address", PRIVATE_RANGES);
    }
  }

  static void requirePublic(Ipv4Address address, Value at) {
    if (isUsable(at)
        && (PRIVATE.stream().anyMatch(prefix -> prefix.contains(address))
            || SPECIAL.stream().anyMatch(prefix -> prefix.contains(address)))) {
      at.problem(address + " is not a public address");
    }
  }

  static boolean isPrivate(Ipv4Prefix prefix) {
    return PRIVATE.stream().anyMatch(range -> covers(range, prefix));
  }

  /** True where all of the inner prefix lies in the outer one. */
  static boolean covers(Ipv4Prefix outer, Ipv4Prefix inner) {
    return outer.length() <= inner.length() && outer.contains(inner.network());
  }

  static boolean overlap(Ipv4Prefix one, Ipv4Prefix other) {
    return covers(one, other) || covers(other, one);
  }

  private static boolean isUsable(Value at) {
    return at.isPresent() && !at.isBroken();
  }
}
