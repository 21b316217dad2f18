/**
 * A small, honest TCP (RFC 9293) for the endpoints of the emulated network: guests, health probes
 * and clients. It is a pure state machine: segments and the time in, segments and calls of a {@link
 * io.azimux.dataplane.tcp.Service} out.
 *
 * <p>Loss, reordering and duplication are handled with a retransmission timer by RFC 6298, fast
 * retransmit and slow start by RFC 5681. Out-of-order segments are dropped and answered by a
 * duplicate acknowledgment; there are no options but the maximum segment size, no urgent data and
 * no delayed acknowledgments.
 *
 * <p>Invariants: {@code sendUnacknowledged <= sendNext <= sendMax} (in sequence order); a
 * connection that is in the table has a deadline unless it is an open active one with nothing
 * outstanding; a connection that has ended is never in the table, except in TIME-WAIT.
 */
@NullMarked
package io.azimux.dataplane.tcp;

import org.jspecify.annotations.NullMarked;
