package io.azimux.cli;

import io.azimux.cli.command.Azimux;
import io.azimux.cli.command.Home;
import io.azimux.cli.console.Console;

/** Starts the command line. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(Azimux.run(Console.ofProcess(), Home.ofProcess(), arguments));
  }
}
