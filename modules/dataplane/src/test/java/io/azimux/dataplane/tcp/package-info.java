/** Tests of the TCP stack. */
@NullMarked
package io.azimux.dataplane.tcp;

import org.jspecify.annotations.NullMarked;
