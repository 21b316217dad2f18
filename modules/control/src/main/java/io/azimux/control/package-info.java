/**
 * Goal state: turns the described world and what is known about health into what every MUX, host
 * and router must hold.
 *
 * <p>The controller is a pure state machine like the elements it commands. It never talks to them
 * directly: it emits goal states, and whoever hosts it carries them.
 */
@NullMarked
package io.azimux.control;

import org.jspecify.annotations.NullMarked;
