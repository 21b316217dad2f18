/** What the elements of a process recorded: trace steps and facts, in order, bounded. */
@NullMarked
package io.azimux.cluster.journal;

import org.jspecify.annotations.NullMarked;
