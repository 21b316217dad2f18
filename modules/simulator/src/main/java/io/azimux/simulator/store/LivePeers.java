package io.azimux.simulator.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The peers that count as members: those heard of lately. */
final class LivePeers {
  /** Time without a letter after which a peer is no member any more. */
  static final long MEMBER_NANOS = 5_000_000_000L;

  private final List<String> all;
  private final Map<String, Long> heard = new LinkedHashMap<>();

  LivePeers(List<String> all) {
    this.all = List.copyOf(all);
  }

  List<String> all() {
    return all;
  }

  /** A letter came; true where the peer was no member before. */
  boolean heard(String peer, long nowNanos) {
    Long before = heard.put(peer, nowNanos);
    return before == null || nowNanos - before >= MEMBER_NANOS;
  }

  List<String> live(long nowNanos) {
    List<String> live = new ArrayList<>();
    for (String peer : all) {
      Long last = heard.get(peer);
      if (last != null && nowNanos - last < MEMBER_NANOS) {
        live.add(peer);
      }
    }
    return live;
  }
}
