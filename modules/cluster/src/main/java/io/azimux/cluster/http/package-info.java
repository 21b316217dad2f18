/** The endpoint of a process: metrics, status, journal, captures, commands; and its client. */
@NullMarked
package io.azimux.cluster.http;

import org.jspecify.annotations.NullMarked;
