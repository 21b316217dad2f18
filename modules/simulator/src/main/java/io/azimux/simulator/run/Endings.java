package io.azimux.simulator.run;

import io.azimux.node.message.OperatorCommand;
import io.azimux.simulator.Simulator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Ends elements as an operator does: a MUX drains first, then it stops; and starts them again. */
final class Endings {
  /** What MUXes answer to. */
  static final String OPERATOR = "operator";

  /** A MUX that has not drained by then is stopped all the same. */
  static final long GRACE_NANOS = 10_000_000_000L;

  private final Simulator simulator;
  private final Consumer<String> stop;
  private final Map<String, Consumer<Boolean>> draining = new LinkedHashMap<>();
  private final Set<String> startedAfterwards = new LinkedHashSet<>();

  /**
   * Ends elements of a simulation.
   *
   * @param stop ends the element's process at once
   */
  Endings(Simulator simulator, Consumer<String> stop) {
    this.simulator = simulator;
    this.stop = stop;
    simulator.addMailListener(
        (nanos, from, to, message) -> {
          if (to.equals(OPERATOR) && message instanceof OperatorCommand.Drained) {
            // The element may not die in the middle of a call to it.
            simulator.at(nanos, () -> end(from, true));
          }
        });
  }

  /**
   * Asks a MUX to drain.
   *
   * @param stopped what is done once it has stopped; it is told whether the MUX had drained
   */
  void drain(String mux, Consumer<Boolean> stopped) {
    draining.put(mux, stopped);
    simulator.tell(OPERATOR, mux, new OperatorCommand.Drain());
    simulator.at(simulator.now() + GRACE_NANOS, () -> expire(mux, stopped));
  }

  /** Starts an element, or one that is about to stop once it has. */
  void restart(String element) {
    if (draining.containsKey(element)) {
      startedAfterwards.add(element);
    } else {
      simulator.restart(element);
    }
  }

  /** An element died of something else. */
  void died(String element) {
    draining.remove(element);
  }

  private void expire(String mux, Consumer<Boolean> stopped) {
    if (stopped.equals(draining.get(mux))) {
      end(mux, false);
    }
  }

  private void end(String mux, boolean drained) {
    Consumer<Boolean> stopped = draining.remove(mux);
    if (stopped == null) {
      return;
    }
    stop.accept(mux);
    stopped.accept(drained);
    if (startedAfterwards.remove(mux)) {
      simulator.restart(mux);
    }
  }
}
