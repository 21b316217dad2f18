/**
 * JSON form of records: what the endpoint of a process says of steps, facts and commands, and how a
 * client reads it.
 */
@NullMarked
package io.azimux.cluster.json;

import org.jspecify.annotations.NullMarked;
