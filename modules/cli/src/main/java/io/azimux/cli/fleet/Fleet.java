package io.azimux.cli.fleet;

import io.azimux.cli.console.CannotStart;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * The processes of one deployment of a world, and what can be done to each. Used by one thread.
 * Where the system below cannot do what is asked, {@link CannotStart} says why.
 */
public interface Fleet {
  /** How a process is, as the system that runs it says. */
  enum Standing {
    /** It runs. */
    RUNS,
    /** It is there and does nothing until it is let go on. */
    STANDS_STILL,
    /** It has ended. */
    GONE
  }

  /** Name of the engine in reports: {@code cluster}. */
  String engine();

  /**
   * All processes, in the order of the plan; one that has ended stays until it is started again.
   */
  List<Carrier> carriers();

  /** The process of an element. */
  default Optional<Carrier> carrier(String element) {
    return carriers().stream().filter(one -> one.elements().contains(element)).findFirst();
  }

  /** Where a process can be asked and ordered. */
  NodeClient client(Carrier carrier);

  /** The same for the process of an element. */
  default NodeClient clientOf(String element) {
    return client(
        carrier(element)
            .orElseThrow(() -> new IllegalArgumentException("no process carries " + element)));
  }

  /** What each process says of itself, by its name; those that do not answer soon are absent. */
  Map<String, Status> statuses();

  /** How a process is now. */
  Standing standing(Carrier carrier);

  /**
   * Ends a process at once, without a goodbye.
   *
   * @return completes with the time at which it was gone, see {@link #now}
   */
  CompletableFuture<Long> kill(Carrier carrier);

  /**
   * Asks a process to end in order.
   *
   * @return completes with the time at which it was gone
   */
  CompletableFuture<Long> terminate(Carrier carrier);

  /** A process stands still from now on and keeps its state. */
  void pause(Carrier carrier);

  /** A process that stood still goes on. */
  void resume(Carrier carrier);

  /**
   * Starts the process of an element that has ended, or was not started with the others.
   *
   * @return the new process; empty while the earlier one has not ended: ask again
   */
  Optional<Carrier> start(String element);

  /**
   * Whether a process can be taken off the network as a whole, the way to its endpoint included.
   * Where it cannot, processes are told to send one another nothing.
   */
  default boolean isolates() {
    return false;
  }

  /** Takes a process off the network; only where this fleet {@link #isolates}. */
  default void isolate(Carrier carrier) {
    throw new CannotStart("this fleet takes no process off the network");
  }

  /** True while a process is off the network. */
  default boolean isIsolated(Carrier carrier) {
    return false;
  }

  /** Puts a process back on the network. */
  default void rejoin(Carrier carrier) {
    throw new CannotStart("this fleet takes no process off the network");
  }

  /** A time that the clock of a process showed, as this machine's clock showed it. */
  default long ourTime(Carrier carrier, long theirNanos) {
    return theirNanos;
  }

  /** Threads that ask processes; they do not keep the program alive. */
  ExecutorService threads();

  /** Nanoseconds since 1970, as the journals count them. */
  static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
