/**
 * Packet traces as values, and their assembly from steps that arrive in any order.
 *
 * <p>Knows nothing of who hosts the nodes: a simulator and a cluster that did the same with a
 * packet assemble equal traces.
 */
@NullMarked
package io.azimux.node.trace;

import org.jspecify.annotations.NullMarked;
