/**
 * The {@code azimux} command: reads arguments, wires the engines together, prints what they found.
 *
 * <p>The only place where text reaches the terminal.
 */
@NullMarked
package io.azimux.cli;

import org.jspecify.annotations.NullMarked;
