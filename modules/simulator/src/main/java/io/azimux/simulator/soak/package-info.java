/**
 * The simulator as proof: worlds, loads and faults drawn from seeds, the invariants checked at
 * every event, healing and convergence required, and what fails shrunk to the least that fails.
 */
@NullMarked
package io.azimux.simulator.soak;

import org.jspecify.annotations.NullMarked;
