package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/** A described router. */
public record RouterSpec(String name, Ipv4Address address) implements Placed {}
