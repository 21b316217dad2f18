package io.azimux.dataplane.guest;

/**
 * What the routing decision and the FORWARD chain say about one direction of a connection, in 15
 * bits, so that the connection record caches it. Routes and rules of a guest never change, and all
 * that they look at is the tuple and the NIC of arrival, so a path holds as long as that NIC stays
 * the same and {@code net.ipv4.ip_forward} does.
 *
 * <pre>
 * | action (3) | NIC of departure (6) | NIC of arrival + 1 (6) |
 * </pre>
 */
final class Path {
  /** Most NICs of a guest; Azure's largest sizes have 8. */
  static final int MAX_NICS = 62;

  /** Delivered in this guest. */
  static final int LOCAL = 0;

  /** Sent on. */
  static final int FORWARD = 1;

  /** To be sent on, but the guest does not forward. */
  static final int IP_FORWARD_OFF = 2;

  /** Dropped by the FORWARD chain. */
  static final int DENIED = 3;

  /** The destination cannot be routed. */
  static final int NO_ROUTE = 4;

  private static final int NIC_BITS = 6;
  private static final int NIC_MASK = (1 << NIC_BITS) - 1;

  private Path() {}

  /** Makes a path; it is never 0, which means "not known". */
  static int of(int action, int in, int out) {
    return action << 2 * NIC_BITS | out << NIC_BITS | in + 1;
  }

  /** True for the path of packets that come in by a NIC and are sent on. */
  static boolean forwards(int path, int in) {
    return (path & ~(NIC_MASK << NIC_BITS)) == of(FORWARD, in, 0);
  }

  /** One of the constants above. */
  static int action(int path) {
    return path >>> 2 * NIC_BITS;
  }

  /** NIC of departure, of a path that forwards. */
  static int out(int path) {
    return path >>> NIC_BITS & NIC_MASK;
  }

  /** NIC of arrival, -1 for the unknown path. */
  static int in(int path) {
    return (path & NIC_MASK) - 1;
  }
}
