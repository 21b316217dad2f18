/**
 * JMH measurements of the hot path: parse, hash, flow lookup, encapsulate and NAT, each alone.
 *
 * <p>Numbers are only worth something with the machine noted beside them, so nothing here is a gate
 * in the normal build.
 */
@NullMarked
package io.azimux.benchmarks;

import org.jspecify.annotations.NullMarked;
