package io.azimux.node.message;

/**
 * A MUX or host asks the controller for the goal state; repeated every second until it has one, and
 * every few seconds afterwards. The controller answers where it holds a newer version, and sends
 * later ones unasked.
 *
 * @param version version the element holds, 0 for none. A controller that took over with an older
 *     version goes on from this one, so that versions never run backwards.
 */
public record Subscribe(long version) implements PeerMessage {}
