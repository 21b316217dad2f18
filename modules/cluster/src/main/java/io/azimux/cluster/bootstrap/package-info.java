/**
 * How processes find one another where nobody tells them. Nothing of Pekko Management and Pekko
 * HTTP is loaded unless a process is asked to look.
 */
@NullMarked
package io.azimux.cluster.bootstrap;

import org.jspecify.annotations.NullMarked;
