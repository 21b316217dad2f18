/**
 * What a deployment must offer the page: which processes there are, and what can be done to them.
 */
@NullMarked
package io.azimux.console.deployment;

import org.jspecify.annotations.NullMarked;
