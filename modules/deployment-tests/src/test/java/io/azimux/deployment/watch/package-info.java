/**
 * Prometheus' rules and Grafana's boards: their form, their rules, and what they show of a real
 * cluster.
 */
@NullMarked
package io.azimux.deployment.watch;

import org.jspecify.annotations.NullMarked;
