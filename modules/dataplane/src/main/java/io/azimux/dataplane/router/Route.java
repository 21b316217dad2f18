package io.azimux.dataplane.router;

import io.azimux.packet.Ipv4Prefix;

/** A prefix and its next hops. */
final class Route {
  private final Ipv4Prefix prefix;
  private final boolean learnt;
  private EcmpGroup group;

  /**
   * Makes a route.
   *
   * @param learnt true for a frontend, announced by MUXes; false for a wired neighbour
   */
  Route(Ipv4Prefix prefix, boolean learnt, EcmpGroup group) {
    this.prefix = prefix;
    this.learnt = learnt;
    this.group = group;
  }

  Ipv4Prefix prefix() {
    return prefix;
  }

  boolean isLearnt() {
    return learnt;
  }

  EcmpGroup group() {
    return group;
  }

  /** Only through {@link Fib#setGroup}. */
  void setGroup(EcmpGroup newGroup) {
    group = newGroup;
  }
}
