package io.azimux.topology;

import io.azimux.packet.Ipv4Address;
import java.util.Optional;

/**
 * What stands outside: the kernel or program that is the guest behind a NIC, or a client on the
 * Internet. It is reached through a VXLAN tunnel (RFC 7348) whose inner frames are those of the
 * link.
 *
 * @param listen where the process of the host, or of the client's edge, waits for tunnelled frames
 * @param vni network identifier of this link in the tunnel, 1..16777215; not the network's
 * @param peer outer address of the guest's kernel; empty where it is learnt from what it sends
 * @param mtu bytes of the longest IPv4 packet that the guest takes and sends, 576..1500
 */
public record Attached(Endpoint listen, int vni, Optional<Endpoint> peer, int mtu) {
  /** Least MTU: what every host must take (RFC 791 section 3.1, RFC 1122 section 3.3.3). */
  public static final int LEAST_MTU = 576;

  /** The MTU of Azure's networks, and the one where a file says nothing. */
  public static final int MOST_MTU = 1500;

  /** An address and UDP port: {@code 10.254.0.1:4789}. */
  public record Endpoint(Ipv4Address address, int port) {
    @Override
    public String toString() {
      return address + ":" + port;
    }
  }
}
