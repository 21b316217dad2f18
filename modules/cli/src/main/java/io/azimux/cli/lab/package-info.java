/**
 * Real guests on one machine: network namespaces with kernels' own stacks, tunnelled to the
 * emulator by VXLAN.
 *
 * <p>Everything it makes hangs on its namespaces, and each namespace carries the mark of the state
 * directory that it belongs to. So it is found again whoever was killed in between, and nothing
 * without the mark is ever touched.
 */
@NullMarked
package io.azimux.cli.lab;

import org.jspecify.annotations.NullMarked;
