/** What people and programs see of the command: text, tables, colour, exit codes. */
@NullMarked
package io.azimux.cli.console;

import org.jspecify.annotations.NullMarked;
