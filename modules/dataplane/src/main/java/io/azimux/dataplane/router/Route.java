package io.azimux.dataplane.router;

import io.azimux.packet.Ipv4Prefix;

/** A prefix and its next hops. */
final class Route {
  /** What {@link #onlyPort} is where a hash has to choose, or there is no next hop at all. */
  static final int SEVERAL = -1;

  private final Ipv4Prefix prefix;
  private final boolean learnt;
  private EcmpGroup group;
  private int onlyPort;

  /**
   * Makes a route.
   *
   * @param learnt true for a frontend, announced by MUXes; false for a wired neighbour
   */
  Route(Ipv4Prefix prefix, boolean learnt, EcmpGroup group) {
    this.prefix = prefix;
    this.learnt = learnt;
    this.group = group;
    onlyPort = onlyPort(group);
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

  void setGroup(EcmpGroup newGroup) {
    group = newGroup;
    onlyPort = onlyPort(newGroup);
  }

  /** The port where the group has just one next hop, or {@link #SEVERAL}. */
  int onlyPort() {
    return onlyPort;
  }

  private static int onlyPort(EcmpGroup group) {
    return group.size() == 1 ? group.port(0) : SEVERAL;
  }
}
