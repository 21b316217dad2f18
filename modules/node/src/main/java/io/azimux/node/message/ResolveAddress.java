package io.azimux.node.message;

import io.azimux.packet.Ipv4Address;

/** A MUX or host asks the controller on which host a customer address of a network runs. */
public record ResolveAddress(int vni, Ipv4Address customer) implements PeerMessage {}
