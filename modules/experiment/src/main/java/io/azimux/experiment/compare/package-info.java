/** The same scenario under many settings: what each costs, and what it breaks. */
@NullMarked
package io.azimux.experiment.compare;

import org.jspecify.annotations.NullMarked;
