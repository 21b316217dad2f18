/**
 * How batches of flows reach every MUX of a pool: a ring of segments for each writer, whose copies
 * merge in any order into the same. Pure values and state machines; what carries them (distributed
 * data, a simulated link) is somebody else's.
 */
@NullMarked
package io.azimux.replication;

import org.jspecify.annotations.NullMarked;
