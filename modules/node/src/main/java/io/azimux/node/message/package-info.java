/**
 * What elements tell one another beside packets: routes, goal state, address resolution, health. A
 * closed set of values without behaviour; each element takes from them what concerns it.
 */
@NullMarked
package io.azimux.node.message;

import org.jspecify.annotations.NullMarked;
