@NullMarked
package io.azimux.cluster.attach;

import org.jspecify.annotations.NullMarked;
