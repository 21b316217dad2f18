/** The commands: each reads its arguments, asks others to do the work, and prints what came out. */
@NullMarked
package io.azimux.cli.command;

import org.jspecify.annotations.NullMarked;
