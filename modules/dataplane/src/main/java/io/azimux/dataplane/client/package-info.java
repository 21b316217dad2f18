/**
 * The client on the Internet: it opens SSH-like sessions through the load balancer, keeps them
 * talking, compares every echoed byte and says how each connection ended.
 */
@NullMarked
package io.azimux.dataplane.client;

import org.jspecify.annotations.NullMarked;
