package io.azimux.dataplane.mux;

/** Turns a flow hash into one of some live backends, numbered from 0 in a fixed order. */
public interface BackendMap {
  /** Slots among which a hash chooses; 0 where there is no backend. */
  int slots();

  /** The slot of a hash; there is at least one. */
  int slot(long hash);

  /** The backend in a slot. */
  int backend(int slot);
}
