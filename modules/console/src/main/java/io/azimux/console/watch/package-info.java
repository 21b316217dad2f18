/** Asks all processes again and again, and puts together what they say. */
@NullMarked
package io.azimux.console.watch;

import org.jspecify.annotations.NullMarked;
