/**
 * The contract of an element of the emulated cloud: a pure state machine that takes bursts of
 * packets, messages and timers, and answers through one {@link io.azimux.node.Outbox}.
 *
 * <p>Three hosts run the same elements: a seeded simulator, a cluster of real processes, and
 * benchmarks. So nothing here, and nothing built on it, knows a clock, a thread, a logger or an
 * actor.
 */
@NullMarked
package io.azimux.node;

import org.jspecify.annotations.NullMarked;
