/** The part of iptables that guests use: rules as values, and the parser of command lines. */
@NullMarked
package io.azimux.topology.iptables;

import org.jspecify.annotations.NullMarked;
