package io.azimux.cluster.store;

import java.time.Instant;

/** Time since 1970, by which processes of one machine can tell how old a batch is. */
final class StoreClock {
  private StoreClock() {}

  static long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
