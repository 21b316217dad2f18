package io.azimux.topology;

import io.azimux.packet.Ipv4Address;
import java.util.Optional;

/**
 * A computer on the Internet, the source of traffic.
 *
 * @param attached what stands there outside; empty for an emulated client
 */
public record InternetClient(String name, Ipv4Address address, Optional<Attached> attached) {
  /** An emulated client. */
  public InternetClient(String name, Ipv4Address address) {
    this(name, address, Optional.empty());
  }
}
