/**
 * Reads scenario files: YAML text to a checked {@link io.azimux.topology.Scenario}, or to the list
 * of all mistakes in it, each with its line, its column, its path and what could stand there.
 *
 * <p>Reading has three layers. {@code Value} and {@code Fields} walk the YAML node tree and know no
 * resource. A {@code ...Section} reads one kind of resource. {@code Names} holds references back
 * until the whole file is read. A mistake never ends the reading: the place is reported once, and a
 * harmless value stands in for it.
 */
@NullMarked
package io.azimux.topology.file;

import org.jspecify.annotations.NullMarked;
