package io.azimux.cluster.wire;

import io.azimux.node.message.PeerMessage;

/** One element told another something. */
public record Told(String to, String from, PeerMessage message) implements Wire {}
