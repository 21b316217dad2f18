package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/** An element of the physical network: it has a name and an address there. */
public sealed interface Placed permits RouterSpec, MuxSpec, HostSpec, ControllerSpec {
  /** Unique name, {@code mux-1}. */
  String name();

  /** Address in the physical network (provider address, PA). */
  Ipv4Address address();
}
