package io.azimux.dataplane.vfp;

/**
 * One layer of the filtering platform. It looks at a packet's tuple and the policy of its NIC, and
 * adds to the transposition what is its own; or it ends the passage.
 */
interface Layer {
  /** A packet on its way to the guest; false where the passage ends here. */
  boolean inbound(Passage passage);

  /** A packet on its way from the guest; false where the passage ends here. */
  boolean outbound(Passage passage);
}
