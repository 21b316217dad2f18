package io.azimux.simulator.store;

import io.azimux.node.RandomSource;
import java.util.List;

/** Makes what an element's process has of the store, at the start and after each restart. */
@FunctionalInterface
public interface StoreFactory {
  /** No store: what elements tell it is lost. */
  StoreFactory NONE = (element, random) -> List.of();

  /**
   * The replicas in the process of an element, without any state; none where it has no part in the
   * store. Each is offered everything and takes what concerns it.
   *
   * @param random the process's own source; differs for each incarnation
   */
  List<StoreReplica> create(String element, RandomSource random);
}
