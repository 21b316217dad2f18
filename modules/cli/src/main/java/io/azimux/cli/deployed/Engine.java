package io.azimux.cli.deployed;

import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What runs the processes of a scenario, and which faults it can do to them. */
public enum Engine {
  /** JVMs of this machine, started for the run. */
  LOCAL,
  /** Containers of a docker-compose project. */
  COMPOSE,
  /** Pods. */
  KUBERNETES;

  /** All that scenarios may ask for, by the words of their files. */
  static final List<String> ACTIONS =
      List.of(
          "kill",
          "terminate",
          "restart",
          "pause",
          "resume",
          "cut",
          "mend",
          "impair",
          "slow-replication",
          "ip-forward",
          "listening",
          "set-pool");

  private static final List<String> NO_PAUSE = List.of("pause", "resume");

  /** Its name on the command line and in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The engine of this name. */
  public static Optional<Engine> of(String label) {
    return Arrays.stream(values()).filter(engine -> engine.label().equals(label)).findFirst();
  }

  /** Words for what it can do. */
  public List<String> actions() {
    return ACTIONS.stream().filter(action -> !cannot(action)).toList();
  }

  private boolean cannot(String action) {
    return this == KUBERNETES && NO_PAUSE.contains(action);
  }

  /** What a scenario asks for and this engine cannot do, in the order of its faults. */
  public List<Action> refused(Scenario scenario) {
    return scenario.faults().stream()
        .map(Fault::action)
        .filter(action -> cannot(action.label()))
        .toList();
  }

  /** Whether it can take a process off the network; others are told to ignore one another. */
  public boolean isolates() {
    return this == COMPOSE;
  }

  /** Whether all processes read the clock of this machine. */
  public boolean sharesClock() {
    return this != KUBERNETES;
  }
}
