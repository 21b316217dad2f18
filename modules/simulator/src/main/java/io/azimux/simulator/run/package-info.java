/**
 * Scenarios in virtual time: the whole world started, walked through, loaded and hurt, and what was
 * seen handed to {@link io.azimux.experiment}.
 */
@NullMarked
package io.azimux.simulator.run;

import org.jspecify.annotations.NullMarked;
