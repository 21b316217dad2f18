package io.azimux.dataplane.mux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The MUXes of a pool that live, as their messages show, and which of them own a flow: those with
 * the highest hash of flow and name together (rendezvous hashing, Thaler and Ravishankar 1998), so
 * that a MUX that comes or goes moves no flow but its own.
 */
final class LivePeers {
  /** Stands for this MUX itself. */
  static final int SELF = -1;

  /** Time without a message after which a peer counts as gone: three signs of life. */
  static final long SILENCE_NANOS = 3 * Owners.HELLO_NANOS + Owners.HELLO_NANOS / 2;

  private final List<String> names;
  private final long selfHash;
  private final long[] hashes;
  private final long[] heard;
  private final boolean[] live;
  private final long[] scores;
  private long changedNanos = Long.MIN_VALUE;

  LivePeers(String self, List<String> names) {
    this.names = List.copyOf(names);
    selfHash = hash(self);
    hashes = names.stream().mapToLong(LivePeers::hash).toArray();
    heard = new long[names.size()];
    live = new boolean[names.size()];
    scores = new long[names.size() + 1];
    Arrays.fill(live, true);
  }

  /** Every peer may live until its silence shows that it does not. */
  void started(long nowNanos) {
    Arrays.fill(heard, nowNanos);
  }

  void heard(String name, long nowNanos) {
    int peer = names.indexOf(name);
    if (peer >= 0) {
      heard[peer] = nowNanos;
      set(peer, true, nowNanos);
    }
  }

  /** Looks who has fallen silent. */
  void update(long nowNanos) {
    for (int peer = 0; peer < live.length; peer++) {
      set(peer, nowNanos - heard[peer] < SILENCE_NANOS, nowNanos);
    }
  }

  private void set(int peer, boolean lives, long nowNanos) {
    if (live[peer] != lives) {
      live[peer] = lives;
      changedNanos = nowNanos;
    }
  }

  /** When a peer last came or went; {@link Long#MIN_VALUE} for never. */
  long changedNanos() {
    return changedNanos;
  }

  /**
   * Chooses the owners of a flow.
   *
   * @param withSelf whether this MUX may be one of them
   * @param chosen takes their numbers, the first owner first
   * @return how many there are, at most {@code count}
   */
  int choose(long hash, int count, boolean withSelf, int[] chosen) {
    int found = 0;
    for (int peer = withSelf ? SELF : 0; peer < live.length; peer++) {
      if (peer == SELF || live[peer]) {
        long score = score(hash, peer == SELF ? selfHash : hashes[peer]);
        found = insert(peer, score, found, count, chosen);
      }
    }
    return found;
  }

  private int insert(int peer, long score, int found, int count, int[] chosen) {
    int at = found;
    while (at > 0 && scores[at - 1] < score) {
      at--;
    }
    if (at >= count) {
      return found;
    }
    int size = Math.min(found + 1, count);
    for (int i = size - 1; i > at; i--) {
      chosen[i] = chosen[i - 1];
      scores[i] = scores[i - 1];
    }
    chosen[at] = peer;
    scores[at] = score;
    return size;
  }

  private static long hash(String name) {
    return XxHash64.hash(name.getBytes(StandardCharsets.UTF_8), 0);
  }

  private static long score(long hash, long name) {
    long mixed = (hash ^ name) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 32) * 0xbf58476d1ce4e5b9L;
    return mixed ^ mixed >>> 29;
  }
}
