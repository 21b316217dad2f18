/** How many packets a second pass between guests outside. */
@NullMarked
package io.azimux.benchmarks.attach;

import org.jspecify.annotations.NullMarked;
