/** UDP sockets through which tunnels leave the process. They carry bytes and decide nothing. */
@NullMarked
package io.azimux.gateway.socket;

import org.jspecify.annotations.NullMarked;
