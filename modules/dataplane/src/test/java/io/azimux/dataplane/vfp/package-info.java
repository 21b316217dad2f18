/** Tests of the host: its filtering platform and its health agent. */
@NullMarked
package io.azimux.dataplane.vfp;

import org.jspecify.annotations.NullMarked;
