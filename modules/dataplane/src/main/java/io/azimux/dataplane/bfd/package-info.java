/**
 * Bidirectional forwarding detection in asynchronous mode (RFC 5880) over single hops (RFC 5881):
 * both ends of a link send each other packets on the way of the data, and notice within some
 * intervals that they stay away.
 */
@NullMarked
package io.azimux.dataplane.bfd;

import org.jspecify.annotations.NullMarked;
