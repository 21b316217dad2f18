package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import picocli.CommandLine.Option;

/** The option of commands whose result a program may want to read. */
final class JsonOption {
  @Option(names = "--json", description = "JSON on standard output.")
  private boolean json;

  /** Turns the console to JSON where that was asked for. */
  void applyTo(Console console) {
    if (json) {
      console.json();
    }
  }
}
