/** Tests of BGP: messages, sessions, and elements that speak with each other. */
@NullMarked
package io.azimux.dataplane.bgp;

import org.jspecify.annotations.NullMarked;
