/**
 * The store of shared state ({@link io.azimux.node.message.FlowBatch#STORE}) in the simulator: each
 * element's process has its own replica, which dies with the process, stands still with it, and
 * exchanges letters with the others over the simulated network, so that whatever hurts messages
 * hurts replication.
 */
@NullMarked
package io.azimux.simulator.store;

import org.jspecify.annotations.NullMarked;
