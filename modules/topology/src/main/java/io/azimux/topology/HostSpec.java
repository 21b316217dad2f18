package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/** A described physical host. */
public record HostSpec(String name, Ipv4Address address) implements Placed {}
