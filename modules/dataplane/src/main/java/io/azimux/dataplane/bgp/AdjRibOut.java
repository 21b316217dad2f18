package io.azimux.dataplane.bgp;

import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a neighbour is to know, and what it has been told (RFC 4271, section 3.2). */
final class AdjRibOut {
  /** Prefixes in one UPDATE: five bytes each, so that it stays far below 4096 bytes. */
  static final int PREFIXES_AT_ONCE = 500;

  private final PathAttributes attributes;
  private final TreeSet<Ipv4Prefix> wanted = new TreeSet<>();
  private final TreeSet<Ipv4Prefix> told = new TreeSet<>();

  AdjRibOut(PathAttributes attributes) {
    this.attributes = attributes;
  }

  void want(SortedSet<Ipv4Prefix> prefixes) {
    wanted.clear();
    wanted.addAll(prefixes);
  }

  /** A new session has been told nothing. */
  void forget() {
    told.clear();
  }

  /** What is still to be told; afterwards it counts as told. */
  List<BgpMessage.Update> updates() {
    List<Ipv4Prefix> gone = new ArrayList<>(told);
    gone.removeAll(wanted);
    List<Ipv4Prefix> fresh = new ArrayList<>(wanted);
    fresh.removeAll(told);
    told.removeAll(gone);
    told.addAll(fresh);
    List<BgpMessage.Update> updates = new ArrayList<>();
    parts(gone)
        .forEach(part -> updates.add(new BgpMessage.Update(part, Optional.empty(), List.of())));
    parts(fresh)
        .forEach(
            part -> updates.add(new BgpMessage.Update(List.of(), Optional.of(attributes), part)));
    return updates;
  }

  private static List<List<Ipv4Prefix>> parts(List<Ipv4Prefix> all) {
    List<List<Ipv4Prefix>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PREFIXES_AT_ONCE) {
      parts.add(all.subList(from, Math.min(all.size(), from + PREFIXES_AT_ONCE)));
    }
    return parts;
  }
}
