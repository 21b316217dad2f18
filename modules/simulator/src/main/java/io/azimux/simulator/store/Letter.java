package io.azimux.simulator.store;

/** What the replica of one process sends to that of another. Not to be changed once sent. */
public interface Letter {
  /** A hash of the content that is the same in every run, for comparing two runs. */
  long fingerprint();

  /**
   * Whether it carries replicated flow state, which a fault can slow down by itself ({@link
   * io.azimux.topology.Action.SlowReplication}).
   */
  boolean carriesFlows();
}
