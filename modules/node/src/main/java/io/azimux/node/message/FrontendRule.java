package io.azimux.node.message;

import io.azimux.packet.Ipv4Address;
import java.util.List;

/**
 * A load-balancing rule, ready to be obeyed.
 *
 * @param name the rule's name in the load balancer
 * @param frontend frontend address (VIP)
 * @param protocol IP protocol number
 * @param frontendPort port clients use, 1..65535
 * @param backendPort port at the backends, 1..65535
 * @param distribution which fields are hashed
 * @param idleTimeoutNanos time without a packet after which a flow is forgotten
 * @param floatingIp true where the guest sees the frontend address itself
 * @param probe by which hosts tell whether a backend may take new flows
 * @param backends all members of the pool, in the pool's order, healthy or not
 */
public record FrontendRule(
    String name,
    Ipv4Address frontend,
    int protocol,
    int frontendPort,
    int backendPort,
    Distribution distribution,
    long idleTimeoutNanos,
    boolean floatingIp,
    HealthProbe probe,
    List<Backend> backends) {
  /** Copies the list. */
  public FrontendRule {
    backends = List.copyOf(backends);
  }

  /**
   * A pool member.
   *
   * @param name name of the member's NIC, {@code nva1/eth0}
   * @param address customer address (DIP)
   * @param vni network of the address
   */
  public record Backend(String name, Ipv4Address address, int vni) {}

  /**
   * Azure's {@code loadDistribution}: fields of the packet, as the MUX sees it, that choose the
   * backend.
   */
  public enum Distribution {
    /** Five-tuple. */
    DEFAULT,
    /** Source and destination address: both rules of a frontend then choose the same backend. */
    SOURCE_IP,
    /** Source address, destination address and protocol. */
    SOURCE_IP_PROTOCOL
  }
}
