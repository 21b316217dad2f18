package io.azimux.benchmarks;

/** Something that forwards packets of known flows, to be measured. */
public interface Path {
  /** Forwards one burst; returns its size. */
  int forward();
}
