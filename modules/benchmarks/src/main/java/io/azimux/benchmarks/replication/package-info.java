/**
 * How fast and how late flows reach every MUX: several JVMs, each with the store as processes of a
 * cluster have it and nothing else, all of them writing; faults on order; and Pekko's own map
 * beside it.
 */
@NullMarked
package io.azimux.benchmarks.replication;

import org.jspecify.annotations.NullMarked;
