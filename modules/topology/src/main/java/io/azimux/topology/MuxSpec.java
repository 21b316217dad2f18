package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/** A described MUX. */
public record MuxSpec(String name, Ipv4Address address) implements Placed {}
