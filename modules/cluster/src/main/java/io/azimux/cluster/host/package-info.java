/**
 * Actors that host elements: mailboxes, batches, timers, and the directory through which elements
 * find one another.
 */
@NullMarked
package io.azimux.cluster.host;

import org.jspecify.annotations.NullMarked;
