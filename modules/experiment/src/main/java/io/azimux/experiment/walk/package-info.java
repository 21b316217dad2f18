/**
 * The walk: one connection whose SYN, SYN-ACK and ACK are followed through every element, told step
 * by step for people and as JSON for programs.
 */
@NullMarked
package io.azimux.experiment.walk;

import org.jspecify.annotations.NullMarked;
