package io.azimux.dataplane.bgp;

/**
 * Bytes that are no message.
 *
 * @param answer what the sender has to be told before the session ends (RFC 4271, section 6)
 */
public record BgpFault(BgpMessage.Notification answer) implements BgpInput {}
