package io.azimux.cli.command;

import io.azimux.cli.process.StateDirectory;
import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param root the checkout
 * @param state what the running cluster of this checkout is
 * @param runs where reports go
 */
public record Home(Path root, StateDirectory state, Path runs) {
  /** As the launcher says. */
  public static Home ofProcess() {
    Path root = Path.of(System.getProperty("azimux.root", ".")).toAbsolutePath().normalize();
    String state = System.getProperty("azimux.state", root.resolve(".azimux").toString());
    String runs = System.getProperty("azimux.runs", root.resolve("runs").toString());
    return new Home(root, new StateDirectory(Path.of(state)), Path.of(runs));
  }
}
