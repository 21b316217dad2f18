package io.azimux.cluster.host;

/** A way out of the process that leads to no element. Used by one element's thread. */
public interface Door {
  /**
   * Takes a packet's bytes.
   *
   * @return false where there is no room for it
   */
  boolean send(byte[] bytes, int at, int length);

  /** Lets go what was taken so far. */
  void flush();
}
