package io.azimux.topology;

import java.time.Duration;
import java.util.Locale;

/**
 * Knobs of the emulated cloud that are no resource of Azure's.
 *
 * @param ecmp how routers spread flows over MUXes
 * @param backendMap how a hash becomes a backend
 * @param holdTime time after which a router gives a silent MUX up
 * @param keepalive time between a MUX's announcements; a third of the hold time, or less
 * @param muxFlowCapacity most flows in a MUX's table, 16..16777216
 * @param uftCapacity most flows in a host's unified flow table
 * @param conntrackCapacity most connections a guest tracks
 * @param hashSeed seed of the flow hash, equal on all MUXes
 */
public record Settings(
    Ecmp ecmp,
    BackendMap backendMap,
    Duration holdTime,
    Duration keepalive,
    int muxFlowCapacity,
    int uftCapacity,
    int conntrackCapacity,
    long hashSeed) {

  /** What holds where a file says nothing. */
  public static final Settings DEFAULTS =
      new Settings(
          Ecmp.HASH_THRESHOLD,
          BackendMap.MAGLEV,
          Duration.ofMillis(900),
          Duration.ofMillis(300),
          1 << 16,
          1 << 16,
          1 << 16,
          0x20230520L);

  /** How a router chooses among equal next hops. */
  public enum Ecmp {
    /** Hash modulo the number of next hops. */
    MOD_N,
    /** Hash range divided into equal regions (RFC 2992). */
    HASH_THRESHOLD;

    /** Name in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How a MUX chooses among live backends. */
  public enum BackendMap {
    /** Hash modulo the list of live backends. */
    LIST_MOD,
    /** Maglev's permutation table (NSDI 2016, section 3.4). */
    MAGLEV;

    /** Name in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
