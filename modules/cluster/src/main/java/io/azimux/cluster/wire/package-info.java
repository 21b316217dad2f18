/**
 * What crosses between processes, as values, and its form in bytes. The contract is {@code proto/};
 * generated classes are seen here only.
 */
@NullMarked
package io.azimux.cluster.wire;

import org.jspecify.annotations.NullMarked;
