/** Faults that a process does to what its own elements send, when told to. */
@NullMarked
package io.azimux.cluster.chaos;

import org.jspecify.annotations.NullMarked;
