package io.azimux.gateway;

/** The two ways out of a tunnelled link. The packets are the receiver's from now on. */
interface Directions {
  /** A frame goes into the cloud. */
  void inward(int packet);

  /** A datagram, with the {@link OuterAddress} of its receiver, goes to the guest. */
  void outward(int packet);
}
