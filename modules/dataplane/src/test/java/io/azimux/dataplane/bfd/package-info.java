/** Tests of BFD packets and sessions. */
@NullMarked
package io.azimux.dataplane.bfd;

import org.jspecify.annotations.NullMarked;
