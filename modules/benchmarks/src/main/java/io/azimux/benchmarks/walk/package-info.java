/** The whole packet walk, all elements in one JVM and one thread, at full speed. */
@NullMarked
package io.azimux.benchmarks.walk;

import org.jspecify.annotations.NullMarked;
