package io.azimux.dataplane.mux;

/**
 * Hash modulo the list of live backends: one backend more or less moves nearly every flow that has
 * no entry.
 *
 * @param slots live backends
 */
record ListMod(int slots) implements BackendMap {
  /** The remainder, not a range: when n grows to n + 1, all but 1/(n + 1) of all flows move. */
  @Override
  public int slot(long hash) {
    return (int) ((hash >>> 32) % slots);
  }

  @Override
  public int backend(int slot) {
    return slot;
  }
}
