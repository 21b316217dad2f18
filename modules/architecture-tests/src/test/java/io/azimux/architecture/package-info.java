/** The rules of the architecture and of the house, as tests. */
@NullMarked
package io.azimux.architecture;

import org.jspecify.annotations.NullMarked;
