/** The live page of a running cluster: what a deployment must offer it, and the server itself. */
@NullMarked
package io.azimux.console;

import org.jspecify.annotations.NullMarked;
