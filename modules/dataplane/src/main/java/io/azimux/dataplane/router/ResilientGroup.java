package io.azimux.dataplane.router;

import io.azimux.node.Outbox;
import io.azimux.packet.FlowKey;
import io.azimux.topology.Ecmp;
import java.util.Arrays;

/**
 * A table of buckets, each with its next hop, as Linux' resilient next-hop groups have it. Buckets
 * of a next hop that is gone move at once to those that have too few. Buckets of a next hop that
 * has too many, because another one came, move when they were idle for the idle timer, or when the
 * table was out of balance for the unbalanced timer. All others stay, so no flow moves without
 * need.
 */
final class ResilientGroup implements EcmpGroup {
  private static final int NOBODY = -1;

  /** Upkeep is not done more often than this, however many buckets fall idle one by one. */
  private static final long LEAST_UPKEEP_NANOS = 10_000_000;

  /** Before all times at which a bucket can be used, and far from an overflow. */
  private static final long NEVER_USED = Long.MIN_VALUE / 4;

  private final int[] ports;
  private final long[] lastUsed;
  private final long idleNanos;
  private final long unbalancedNanos;
  private int[] live = {};
  private long unbalancedSince = Outbox.NEVER;
  private long upkeepAt = Outbox.NEVER;

  ResilientGroup(Ecmp ecmp) {
    ports = new int[ecmp.buckets()];
    lastUsed = new long[ecmp.buckets()];
    Arrays.fill(ports, NOBODY);
    Arrays.fill(lastUsed, NEVER_USED);
    idleNanos = ecmp.idleTimer().toNanos();
    unbalancedNanos = ecmp.unbalancedTimer().toNanos();
  }

  @Override
  public int size() {
    return live.length;
  }

  /** Never: even of a single next hop it must be known which buckets are in use. */
  @Override
  public boolean isFixed() {
    return false;
  }

  @Override
  public int port(long hash, long nowNanos) {
    int bucket = FlowKey.reduce(hash, ports.length);
    lastUsed[bucket] = nowNanos;
    return ports[bucket];
  }

  @Override
  public EcmpGroup next(int[] livePorts, long nowNanos) {
    live = livePorts.clone();
    balance(nowNanos);
    return this;
  }

  @Override
  public void upkeep(long nowNanos) {
    balance(nowNanos);
  }

  @Override
  public long nextUpkeep() {
    return upkeepAt;
  }

  private void balance(long nowNanos) {
    int[] missing = missing();
    boolean forced =
        unbalancedNanos > 0
            && unbalancedSince != Outbox.NEVER
            && nowNanos - unbalancedSince >= unbalancedNanos;
    int taker = 0;
    for (int bucket = 0; bucket < ports.length; bucket++) {
      int owner = Arrays.binarySearch(live, ports[bucket]);
      boolean moves =
          owner < 0 || missing[owner] < 0 && (forced || nowNanos - lastUsed[bucket] >= idleNanos);
      if (moves) {
        taker = nextTaker(missing, taker);
        if (taker == NOBODY) {
          break;
        }
        ports[bucket] = live[taker];
        missing[taker]--;
        if (owner >= 0) {
          missing[owner]++;
        }
        taker++;
      }
    }
    planUpkeep(missing, nowNanos);
  }

  /** Of each live next hop: the buckets it should have and has not; below 0 where too many. */
  private int[] missing() {
    int[] missing = new int[live.length];
    for (int i = 0; i < live.length; i++) {
      missing[i] =
          (int) ((long) ports.length * (i + 1) / live.length)
              - (int) ((long) ports.length * i / live.length);
    }
    for (int port : ports) {
      int owner = Arrays.binarySearch(live, port);
      if (owner >= 0) {
        missing[owner]--;
      }
    }
    return missing;
  }

  /** The next hop that gets a bucket, in turns; {@link #NOBODY} where all have enough. */
  private static int nextTaker(int[] missing, int from) {
    for (int i = 0; i < missing.length; i++) {
      int candidate = (from + i) % missing.length;
      if (missing[candidate] > 0) {
        return candidate;
      }
    }
    return NOBODY;
  }

  private void planUpkeep(int[] missing, long nowNanos) {
    if (Arrays.stream(missing).allMatch(count -> count == 0)) {
      unbalancedSince = Outbox.NEVER;
      upkeepAt = Outbox.NEVER;
      return;
    }
    if (unbalancedSince == Outbox.NEVER) {
      unbalancedSince = nowNanos;
    }
    long next = unbalancedNanos > 0 ? unbalancedSince + unbalancedNanos : Outbox.NEVER;
    for (int bucket = 0; bucket < ports.length; bucket++) {
      int owner = Arrays.binarySearch(live, ports[bucket]);
      if (owner >= 0 && missing[owner] < 0) {
        next = Math.min(next, lastUsed[bucket] + idleNanos);
      }
    }
    upkeepAt = Math.max(next, nowNanos + LEAST_UPKEEP_NANOS);
  }
}
