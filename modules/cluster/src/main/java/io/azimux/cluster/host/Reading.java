package io.azimux.cluster.host;

import io.azimux.node.Measure;

/**
 * One reading of an element.
 *
 * @param label value of the measure's own label; empty where it has none
 */
public record Reading(Measure measure, String label, double value) {}
