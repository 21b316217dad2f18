/** Metrics of a process in Prometheus' text format. */
@NullMarked
package io.azimux.cluster.metrics;

import org.jspecify.annotations.NullMarked;
