/**
 * The state that processes share by Pekko Distributed Data: flows among those that carry MUXes, and
 * values (rules, health, places) among all. Elements reach it through {@link
 * io.azimux.node.message.FlowBatch#STORE}.
 *
 * <p>What is replicated, and how copies merge, is pure ({@code io.azimux.replication}); here it is
 * carried.
 */
@NullMarked
package io.azimux.cluster.store;

import org.jspecify.annotations.NullMarked;
