/**
 * Every element a packet can meet, as a pure state machine: packets, messages and timers in;
 * packets, messages, timers and trace steps out.
 *
 * <p>The packages below this one do not know each other. A router and a MUX meet only through the
 * packets and messages between them, exactly as they would on a wire.
 */
@NullMarked
package io.azimux.dataplane;

import org.jspecify.annotations.NullMarked;
