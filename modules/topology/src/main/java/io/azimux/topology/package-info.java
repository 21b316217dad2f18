/**
 * The described world as immutable values: what a scenario file says, read and checked as a whole,
 * and the wiring that follows from it.
 *
 * <p>Nothing here runs. Load-balancer resources keep Azure's own property names in the file; in
 * Java they are records.
 */
@NullMarked
package io.azimux.topology;

import org.jspecify.annotations.NullMarked;
