package io.azimux.topology;

import java.util.Locale;

/**
 * Knobs of the emulated cloud that are no resource of Azure's.
 *
 * @param ecmp how routers spread flows over MUXes
 * @param backendMap how a hash becomes a backend
 * @param bgp how MUXes and routers keep their sessions
 * @param replication how MUXes share flows
 * @param muxFlowCapacity most flows in a MUX's table, 16..16777216
 * @param untrustedFlowCapacity most of them that have shown one packet only, so that a flood of
 *     SYNs leaves room for real flows (Ananta, section 3.3.3)
 * @param uftCapacity most flows in a host's unified flow table
 * @param conntrackCapacity most connections a guest tracks
 * @param hashSeed seed of the flow hash, equal on all MUXes
 */
public record Settings(
    Ecmp ecmp,
    BackendMap backendMap,
    Bgp bgp,
    Replication replication,
    int muxFlowCapacity,
    int untrustedFlowCapacity,
    int uftCapacity,
    int conntrackCapacity,
    long hashSeed) {

  /** What holds where a file says nothing. */
  public static final Settings DEFAULTS =
      new Settings(
          Ecmp.DEFAULTS,
          BackendMap.MAGLEV,
          Bgp.DEFAULTS,
          Replication.DEFAULTS,
          1 << 16,
          1 << 15,
          1 << 16,
          1 << 16,
          0x20230520L);

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

  /** The same with another rule of spreading. */
  public Settings withEcmp(Ecmp other) {
    return new Settings(
        other,
        backendMap,
        bgp,
        replication,
        muxFlowCapacity,
        untrustedFlowCapacity,
        uftCapacity,
        conntrackCapacity,
        hashSeed);
  }

  /** The same with another map. */
  public Settings withBackendMap(BackendMap other) {
    return new Settings(
        ecmp,
        other,
        bgp,
        replication,
        muxFlowCapacity,
        untrustedFlowCapacity,
        uftCapacity,
        conntrackCapacity,
        hashSeed);
  }

  /** The same with other sessions. */
  public Settings withBgp(Bgp other) {
    return new Settings(
        ecmp,
        backendMap,
        other,
        replication,
        muxFlowCapacity,
        untrustedFlowCapacity,
        uftCapacity,
        conntrackCapacity,
        hashSeed);
  }

  /** The same with another way of sharing. */
  public Settings withReplication(Replication other) {
    return new Settings(
        ecmp,
        backendMap,
        bgp,
        other,
        muxFlowCapacity,
        untrustedFlowCapacity,
        uftCapacity,
        conntrackCapacity,
        hashSeed);
  }

  /** The same with another table in the MUXes; half of it may be taken by untrusted flows. */
  public Settings withMuxFlowCapacity(int other) {
    return new Settings(
        ecmp,
        backendMap,
        bgp,
        replication,
        other,
        Math.max(1, other / 2),
        uftCapacity,
        conntrackCapacity,
        hashSeed);
  }

  /** The same with other tables in hosts and guests. */
  public Settings withUftAndConntrackCapacity(int uft, int conntrack) {
    return new Settings(
        ecmp,
        backendMap,
        bgp,
        replication,
        muxFlowCapacity,
        untrustedFlowCapacity,
        uft,
        conntrack,
        hashSeed);
  }

  /** The same with another hash. */
  public Settings withHashSeed(long other) {
    return new Settings(
        ecmp,
        backendMap,
        bgp,
        replication,
        muxFlowCapacity,
        untrustedFlowCapacity,
        uftCapacity,
        conntrackCapacity,
        other);
  }
}
