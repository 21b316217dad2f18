package io.azimux.cluster;

import org.apache.pekko.cluster.Member;

/**
 * How a process tells all others where its endpoint is: as a role, which members carry from the
 * moment they join, and which others keep while it is unreachable. The host is that of its address.
 */
final class HttpRole {
  private static final String PREFIX = "http-";

  private HttpRole() {}

  /** The role of a process whose endpoint listens on a port. */
  static String of(int port) {
    return PREFIX + port;
  }

  /** True for such a role. */
  static boolean is(String role) {
    return role.startsWith(PREFIX);
  }

  /** Base address of a member's endpoint; empty where it does not say. */
  static String endpoint(Member member) {
    String host = member.address().getHost().orElse("");
    return member.getRoles().stream()
        .filter(role -> is(role) && !host.isEmpty())
        .findFirst()
        .map(role -> "http://" + host + ":" + role.substring(PREFIX.length()))
        .orElse("");
  }
}
