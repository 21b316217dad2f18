package io.azimux.simulator;

import io.azimux.node.Disposition;

/** Hears of every packet that is dropped. */
@FunctionalInterface
public interface DropListener {
  /** One packet, dropped at an element or on the link that it sent to. */
  void drop(long nanos, String element, Disposition disposition);
}
