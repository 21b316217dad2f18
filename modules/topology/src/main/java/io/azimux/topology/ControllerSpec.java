package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/** A described virtual network controller. */
public record ControllerSpec(String name, Ipv4Address address) implements Placed {}
