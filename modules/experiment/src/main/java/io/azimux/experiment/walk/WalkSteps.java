package io.azimux.experiment.walk;

import io.azimux.node.Step;
import io.azimux.node.trace.Hop;
import io.azimux.node.trace.PacketPath;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import java.util.List;
import java.util.Optional;

/**
 * Numbers the steps of a walk as the text does that describes it: 1 client, 2 router and MUX
 * inbound, 3 MUX outbound, 4 first host and NVA, 5 and 6 last host and server, 7 return through the
 * NVA.
 */
final class WalkSteps {
  /** What each number stands for; there is no 0. */
  static final List<String> MEANINGS =
      List.of(
          "",
          "the client sends to the frontend address",
          "router and MUX, inbound: which MUX, which rule, which backend",
          "MUX, outbound: which host, which tunnel",
          "host and NVA: security, both address translations, on to the server",
          "host and server: the server takes it",
          "the server answers, through the tunnel, to the NVA",
          "NVA and host undo the translations: no MUX, no tunnel, straight to the client");

  private final Wiring wiring;

  WalkSteps(Wiring wiring) {
    this.wiring = wiring;
  }

  /** The number of a hop of a packet. */
  int number(PacketPath path, int hop) {
    return path.packet() % 2 == 1 ? back(path, hop) : forward(path, hop);
  }

  /** The number of a step at a hop: a MUX passes from inbound to outbound processing. */
  int number(int ofHop, Hop hop, Step step) {
    boolean outbound =
        step instanceof Step.AddressResolved
            || step instanceof Step.Encapsulated
            || step instanceof Step.Sent;
    return is(hop, Role.MUX) && outbound ? 3 : ofHop;
  }

  private int forward(PacketPath path, int at) {
    List<Hop> hops = path.hops();
    int server = last(hops, Role.VM);
    if (server >= 0 && at >= server) {
      return 5;
    }
    boolean host = is(hops.get(at), Role.HOST);
    if (host && at == server - 1 && at > first(hops, Role.VM)) {
      return 5;
    }
    if (at >= firstOr(hops, Role.HOST, hops.size())) {
      return 4;
    }
    int mux = firstOr(hops, Role.MUX, hops.size());
    return at > mux ? 3 : at == 0 ? 1 : 2;
  }

  private int back(PacketPath path, int at) {
    List<Hop> hops = path.hops();
    for (int i = 1; i <= at; i++) {
      if (is(hops.get(i), Role.VM)) {
        return 7;
      }
    }
    return 6;
  }

  boolean is(Hop hop, Role role) {
    Optional<Wiring.Element> element = wiring.find(hop.element());
    return element.isPresent() && element.get().role() == role;
  }

  /** Index of the first hop at an element of a role, -1 where there is none. */
  int first(List<Hop> hops, Role role) {
    return firstOr(hops, role, -1);
  }

  /** Index of the last hop at an element of a role, -1 where there is none. */
  int last(List<Hop> hops, Role role) {
    for (int i = hops.size() - 1; i >= 0; i--) {
      if (is(hops.get(i), role)) {
        return i;
      }
    }
    return -1;
  }

  private int firstOr(List<Hop> hops, Role role, int none) {
    for (int i = 0; i < hops.size(); i++) {
      if (is(hops.get(i), role)) {
        return i;
      }
    }
    return none;
  }
}
