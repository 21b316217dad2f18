/**
 * Reports as pages for people: one self-contained HTML file each, which loads nothing from
 * elsewhere.
 */
@NullMarked
package io.azimux.experiment.report;

import org.jspecify.annotations.NullMarked;
