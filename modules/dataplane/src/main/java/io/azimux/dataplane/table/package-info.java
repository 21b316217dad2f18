/**
 * Tables that several elements of the data plane share: the flow table, and the directory that
 * tells on which host a customer address runs.
 *
 * <p>Both are flat arrays, so that a lookup allocates nothing and touches as few cache lines as it
 * can.
 */
@NullMarked
package io.azimux.dataplane.table;

import org.jspecify.annotations.NullMarked;
