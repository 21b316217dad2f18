package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.cli.deployed.DeployedFleet;
import io.azimux.cli.deployed.Revocation;
import io.azimux.topology.Scenario;
import java.util.function.IntSupplier;

/**
 * Undoes what a run did to somebody else's deployment: at the run's end, and where the program is
 * told to end before.
 */
final class Restoration {
  private final DeployedFleet fleet;
  private final Revocation revocation;
  private final Console console;
  private final Thread hook;

  private Restoration(DeployedFleet fleet, Scenario scenario, Console console) {
    this.fleet = fleet;
    this.revocation = new Revocation(fleet, scenario);
    this.console = console;
    this.hook = new Thread(this::restore, "restoration");
  }

  /** Does the work of a run, and restores what it left. */
  static int after(DeployedFleet fleet, Scenario scenario, Console console, IntSupplier work) {
    Restoration restoration = new Restoration(fleet, scenario, console);
    Runtime.getRuntime().addShutdownHook(restoration.hook);
    try {
      return work.getAsInt();
    } finally {
      restoration.finish();
    }
  }

  private void restore() {
    fleet.restore(what -> console.stage("restore", what));
    revocation.undo(what -> console.stage("restore", what));
  }

  private void finish() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the program is ending: the hook runs now, and does it
    }
    restore();
  }
}
