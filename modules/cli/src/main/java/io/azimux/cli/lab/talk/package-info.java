/** A small load program for guests: many TCP connections that talk, and a server that echoes. */
@NullMarked
package io.azimux.cli.lab.talk;

import org.jspecify.annotations.NullMarked;
