package io.azimux.dataplane.mux;

/**
 * Hash modulo the list of live backends: one backend more or less moves nearly every flow that has
 * no entry.
 *
 * @param slots live backends
 */
record ListMod(int slots) implements BackendMap {
  @Override
  public int backend(int slot) {
    return slot;
  }
}
