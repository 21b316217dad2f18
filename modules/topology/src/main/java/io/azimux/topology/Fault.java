package io.azimux.topology;

import java.time.Duration;

/**
 * Something done to the world during a run.
 *
 * @param at time after the load began
 */
public record Fault(Duration at, Action action) {
  /** The first element that it is done to; empty where it is done to none. */
  public String element() {
    return action.elements().isEmpty() ? "" : action.elements().get(0);
  }

  /** Whether a process dies at once. */
  public boolean isKill() {
    return action instanceof Action.Kill;
  }

  /** Whether a process is started again. */
  public boolean isRestart() {
    return action instanceof Action.Restart;
  }

  /** The same fault where nothing drains: what is asked to end just dies. */
  Fault withoutDrain() {
    return action instanceof Action.Terminate end
        ? new Fault(at, new Action.Kill(end.element()))
        : this;
  }

  /** Names the action and whom it meets: {@code kill mux-2}. */
  @Override
  public String toString() {
    return (action.label() + " " + String.join(" ", action.elements())).strip();
  }
}
