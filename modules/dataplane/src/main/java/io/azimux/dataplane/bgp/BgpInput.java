package io.azimux.dataplane.bgp;

/** What a decoder makes of bytes: a message, or what is wrong with them. */
public sealed interface BgpInput permits BgpMessage, BgpFault {}
