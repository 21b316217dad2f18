/** Which elements share a process: a pure function of the described world. */
@NullMarked
package io.azimux.cluster.placement;

import org.jspecify.annotations.NullMarked;
