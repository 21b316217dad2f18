package io.azimux.gateway.socket;

/** Takes what comes in by a socket. Called by one thread. */
public interface Receiver {
  /**
   * A datagram has come, behind the {@link io.azimux.gateway.OuterAddress} of its sender. One that
   * was longer than {@link io.azimux.gateway.TunnelLink#LONGEST} has been cut to that.
   *
   * @param bytes reused after the call
   * @param length bytes of address and payload, from 0
   */
  void receive(byte[] bytes, int length);

  /** Nothing more has come for now. */
  void rest();
}
