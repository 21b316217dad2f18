package io.azimux.cli.deployed;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.fleet.Fleet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The system that runs the processes of a deployment. Where it does not do what is asked, {@link
 * CannotStart} says why.
 */
public interface Platform extends AutoCloseable {
  /** Which engine it is. */
  Engine engine();

  /** What is looked at, for people: {@code compose project azimux}. */
  String where();

  /** Everything in it that runs and carries a process of the emulator. */
  List<Unit> units();

  /** The secret that the deployment's processes want to be shown, where it can be looked up. */
  Optional<String> token();

  /** How it is. */
  Fleet.Standing standing(Unit unit);

  /**
   * Ends it at once.
   *
   * @return completes with the time at which it was gone, in nanoseconds since 1970
   */
  CompletableFuture<Long> kill(Unit unit);

  /**
   * Asks it to end, with all the time that a MUX needs to drain.
   *
   * @return completes with the time at which it was gone
   */
  CompletableFuture<Long> terminate(Unit unit);

  /** Holds it. */
  void pause(Unit unit);

  /** Lets it go on. */
  void resume(Unit unit);

  /**
   * Starts one that has ended, or waits for the one that takes its place.
   *
   * @return its new life; empty where that has not begun yet: ask again
   */
  Optional<Unit> start(Unit ended);

  /** Takes it off every network; only where the engine {@link Engine#isolates()}. */
  void isolate(Unit unit);

  /** True while it is on no network. */
  boolean isIsolated(Unit unit);

  /**
   * Puts it back on its networks.
   *
   * @return the same with the addresses that it has now
   */
  Unit rejoin(Unit unit);

  /** Lets go of everything that was opened here; the deployment goes on. */
  @Override
  void close();
}
