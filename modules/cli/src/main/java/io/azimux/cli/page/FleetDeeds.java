package io.azimux.cli.page;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.console.deployment.ActionRefused;
import io.azimux.console.deployment.Deed;
import java.util.List;

/** Does to the processes of a fleet what the page is told to. */
final class FleetDeeds {
  private FleetDeeds() {}

  /** Does it, and tells in words what was done. */
  static String perform(Fleet fleet, Deed deed, String element) throws ActionRefused {
    try {
      return deed == Deed.RESTART ? start(fleet, element) : signal(fleet, deed, element);
    } catch (CannotStart refused) {
      throw new ActionRefused(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static String start(Fleet fleet, String element) throws ActionRefused {
    Carrier started =
        fleet
            .start(element)
            .orElseThrow(() -> new ActionRefused(element + " runs: nothing to start"));
    return "started " + element + " (" + started.place() + with(started, element) + ")";
  }

  private static String signal(Fleet fleet, Deed deed, String element) throws ActionRefused {
    Carrier carrier =
        fleet.carrier(element).orElseThrow(() -> new ActionRefused(element + " was never started"));
    Fleet.Standing standing = fleet.standing(carrier);
    if (standing == Fleet.Standing.GONE) {
      throw new ActionRefused(element + " is gone already; it can be restarted");
    }
    switch (deed) {
      case KILL -> {
        var unused = fleet.kill(carrier);
      }
      case TERMINATE -> {
        var unused = fleet.terminate(carrier);
      }
      case PAUSE -> fleet.pause(carrier);
      case RESUME -> {
        if (standing != Fleet.Standing.STANDS_STILL) {
          throw new ActionRefused(element + " does not stand still");
        }
        fleet.resume(carrier);
      }
      case RESTART -> throw new IllegalArgumentException("not a signal");
    }
    return word(deed) + " " + element + " (" + carrier.place() + with(carrier, element) + ")";
  }

  private static String word(Deed deed) {
    return switch (deed) {
      case KILL -> "SIGKILL";
      case TERMINATE -> "SIGTERM";
      case PAUSE -> "SIGSTOP";
      case RESUME -> "SIGCONT";
      case RESTART -> "start";
    };
  }

  private static String with(Carrier carrier, String element) {
    List<String> others =
        carrier.elements().stream().filter(name -> !name.equals(element)).toList();
    return others.isEmpty() ? "" : "; with it " + String.join(", ", others);
  }
}
