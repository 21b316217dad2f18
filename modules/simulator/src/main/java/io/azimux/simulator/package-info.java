/**
 * The discrete-event host of the nodes: one thread, virtual time and one seed.
 *
 * <p>The same seed yields the same bytes. Faults, checkers and shrinking live here, because only
 * here can a failure be replayed exactly.
 */
@NullMarked
package io.azimux.simulator;

import org.jspecify.annotations.NullMarked;
