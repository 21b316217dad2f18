/** What theory says of a pool of MUXes: closed forms, and how sure a measured share is. */
@NullMarked
package io.azimux.experiment.theory;

import org.jspecify.annotations.NullMarked;
