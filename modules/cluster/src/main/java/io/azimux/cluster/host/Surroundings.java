package io.azimux.cluster.host;

import io.azimux.cluster.chaos.Links;
import io.azimux.cluster.journal.Journal;
import io.azimux.cluster.store.ProcessStore;
import io.azimux.cluster.store.StoreFaults;
import io.azimux.cluster.store.StoreSetup;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What all elements of a process share.
 *
 * @param clock nanoseconds, from anywhere, never backwards
 * @param store state shared with other processes
 * @param doors ways out of the process
 */
public record Surroundings(
    Directory directory,
    Journal journal,
    ElementRegistry registry,
    Links links,
    LostFlows lostFlows,
    LongSupplier clock,
    ProcessStore store,
    Doors doors) {
  /** Surroundings without faults, and with a store that never starts. */
  public static Surroundings of(
      Directory directory, Journal journal, ElementRegistry registry, LongSupplier clock) {
    ProcessStore none = new ProcessStore(List.of(), new StoreSetup(new StoreFaults(0)));
    return of(directory, journal, registry, clock, none);
  }

  /** Surroundings without faults. */
  public static Surroundings of(
      Directory directory,
      Journal journal,
      ElementRegistry registry,
      LongSupplier clock,
      ProcessStore store) {
    return new Surroundings(
        directory, journal, registry, new Links(), new LostFlows(), clock, store, Doors.NONE);
  }

  /** The same with ways out of the process. */
  public Surroundings with(Doors others) {
    return new Surroundings(directory, journal, registry, links, lostFlows, clock, store, others);
  }
}
