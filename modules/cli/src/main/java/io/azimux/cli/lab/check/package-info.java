/** Real programs in the guests of a lab while MUXes die: what they noticed, and a verdict. */
@NullMarked
package io.azimux.cli.lab.check;

import org.jspecify.annotations.NullMarked;
