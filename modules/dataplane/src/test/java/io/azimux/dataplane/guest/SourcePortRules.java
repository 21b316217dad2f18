package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.packet.FiveTuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which source ports two NVAs may choose for one connection. Where the port of the client is free
 * both keep it; where it is not, both take another of the same range, at random. One thing the
 * kernel does and we do not: a client's port that was exchanged once is exchanged for the same
 * again, towards other servers too.
 */
final class SourcePortRules {
  private static final int[] RANGES = {0, 512, 1_024, 65_536};

  private final Map<String, Set<Integer>> given = new HashMap<>();
  private final Set<String> apart = new HashSet<>();

  /** Requires that what the two made of a tuple differs in nothing but a port that was not free. */
  void requireAlike(FiveTuple original, FiveTuple theirs, FiveTuple ours, String about) {
    assertThat(withPort(ours, theirs.sourcePort())).as(about).isEqualTo(theirs);
    int wanted = original.sourcePort();
    String client = original.source() + ":" + wanted + "/" + original.protocol();
    String server = theirs.destination() + ":" + theirs.destinationPort() + "/" + theirs.protocol();
    Set<Integer> before = given.computeIfAbsent(client, none -> new HashSet<>());
    boolean alike = (theirs.sourcePort() == wanted) == (ours.sourcePort() == wanted);
    if (!alike) {
      // From then on, other ports are free here and there.
      boolean again = before.contains(theirs.sourcePort());
      assertThat(again || apart.contains(server)).as(about + "\nports differ").isTrue();
      apart.add(server);
    }
    assertThat(range(theirs.sourcePort())).as(about).isEqualTo(range(wanted));
    assertThat(range(ours.sourcePort())).as(about).isEqualTo(range(wanted));
    if (theirs.sourcePort() != wanted) {
      before.add(theirs.sourcePort());
    }
  }

  private static int range(int port) {
    int range = 0;
    while (port >= RANGES[range + 1]) {
      range++;
    }
    return range;
  }

  private static FiveTuple withPort(FiveTuple tuple, int port) {
    return new FiveTuple(
        tuple.source(), tuple.destination(), tuple.protocol(), port, tuple.destinationPort());
  }

  /** The same tuple with another destination port. */
  static FiveTuple withDestinationPort(FiveTuple tuple, int port) {
    return new FiveTuple(
        tuple.source(), tuple.destination(), tuple.protocol(), tuple.sourcePort(), port);
  }
}
