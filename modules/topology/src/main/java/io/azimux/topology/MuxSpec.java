package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/**
 * A described MUX.
 *
 * @param standby true where it is not started with the others: a fault starts it, to scale out
 */
public record MuxSpec(String name, Ipv4Address address, boolean standby) implements Placed {
  /** A MUX that starts with the others. */
  public MuxSpec(String name, Ipv4Address address) {
    this(name, address, false);
  }
}
