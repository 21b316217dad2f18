package io.azimux.topology;

import io.azimux.packet.Ipv4Address;

/** A computer on the Internet, the source of traffic. */
public record InternetClient(String name, Ipv4Address address) {}
