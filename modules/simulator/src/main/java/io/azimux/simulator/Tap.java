package io.azimux.simulator;

/** Sees every frame that enters or leaves a port. */
@FunctionalInterface
public interface Tap {
  /**
   * One frame; the bytes are valid during the call only.
   *
   * @param port number of the element's port
   * @param outbound true where the element sends it
   */
  void frame(
      long nanos, String element, int port, boolean outbound, byte[] bytes, int start, int length);
}
