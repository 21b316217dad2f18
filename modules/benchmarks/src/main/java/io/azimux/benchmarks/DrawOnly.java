package io.azimux.benchmarks;

/** The traffic generator alone: what every other path's figure contains of it. */
final class DrawOnly implements Path {
  private final Traffic traffic;

  DrawOnly(int flows, int burstSize) {
    traffic = new Traffic(flows, burstSize);
  }

  @Override
  public int forward() {
    return traffic.next().size();
  }
}
