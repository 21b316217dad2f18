/** Tests of guests: packet tables, stories with stepped time, properties, and fuzzing. */
@NullMarked
package io.azimux.dataplane.guest;

import org.jspecify.annotations.NullMarked;
