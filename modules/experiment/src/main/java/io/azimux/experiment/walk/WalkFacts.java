package io.azimux.experiment.walk;

import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.trace.Hop;
import io.azimux.node.trace.PacketPath;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a walk through a load balancer with direct server return must show, checked on its trace.
 */
public final class WalkFacts {
  private static final String NOTHING = "nothing";

  private final WalkResult walk;
  private final WalkSteps roles;

  private WalkFacts(WalkResult walk) {
    this.walk = walk;
    roles = new WalkSteps(Wiring.of(walk.scenario().world()));
  }

  /** Checks a walk. */
  public static List<WalkFact> of(WalkResult walk) {
    WalkFacts facts = new WalkFacts(walk);
    List<WalkFact> all = new ArrayList<>();
    all.add(facts.everyHopSeen());
    all.add(facts.innerPacketUntouchedByMux());
    all.add(facts.sameBackend());
    all.add(facts.returnCrossedNoMux());
    all.add(facts.returnWithoutTunnel());
    all.add(facts.answerFromFrontend());
    all.add(new WalkFact("connection completed", walk.completed(), yes(walk.completed())));
    return all;
  }

  private List<Hop> hops(int packet) {
    return walk.trace().packet(packet).map(PacketPath::hops).orElse(List.of());
  }

  private WalkFact everyHopSeen() {
    long missing =
        walk.trace().packets().stream()
            .flatMap(path -> path.hops().stream())
            .filter(Hop::isMissing)
            .count();
    boolean complete = walk.trace().isComplete();
    String seen =
        "%d of %d packets, %d hops missing"
            .formatted(walk.trace().packets().size(), TraceMark.PACKETS, missing);
    return new WalkFact("SYN, SYN-ACK and ACK were seen at every hop", complete, seen);
  }

  private WalkFact innerPacketUntouchedByMux() {
    List<Hop> hops = hops(0);
    int mux = roles.first(hops, Role.MUX);
    String claim = "MUX left the packet inside the tunnel untouched";
    if (mux < 0) {
      return new WalkFact(claim, false, "no MUX");
    }
    Optional<PacketSummary> in = received(hops.get(mux));
    Optional<PacketSummary> out = sent(hops.get(mux));
    boolean same =
        in.isPresent()
            && out.isPresent()
            && in.get().flow().equals(out.get().flow())
            && in.get().ttl() == out.get().ttl();
    return new WalkFact(claim, same, out.map(s -> s.flow() + " ttl " + s.ttl()).orElse(NOTHING));
  }

  private WalkFact sameBackend() {
    String syn = backend(0);
    String ack = backend(2);
    boolean same = !syn.equals(NOTHING) && syn.equals(ack);
    String seen = syn + " by " + mux(0) + ", " + ack + " by " + mux(2);
    return new WalkFact("SYN and ACK reached the same backend", same, seen);
  }

  private String backend(int packet) {
    return name(hops(packet), Role.VM);
  }

  private String mux(int packet) {
    return name(hops(packet), Role.MUX);
  }

  private String name(List<Hop> hops, Role role) {
    int at = roles.first(hops, role);
    return at < 0 ? NOTHING : hops.get(at).element();
  }

  private WalkFact returnCrossedNoMux() {
    List<Hop> hops = hops(1);
    boolean none = !hops.isEmpty() && roles.first(hops, Role.MUX) < 0;
    String way = String.join(" > ", hops.stream().map(Hop::element).toList());
    return new WalkFact("return crossed no MUX", none, hops.isEmpty() ? NOTHING : way);
  }

  private WalkFact returnWithoutTunnel() {
    List<Hop> hops = hops(1);
    int host = roles.last(hops, Role.HOST);
    Optional<PacketSummary> sent = host < 0 ? Optional.empty() : sent(hops.get(host));
    boolean plain = sent.isPresent() && sent.get().tunnel() == null;
    String seen = sent.map(s -> hops.get(host).element() + " sent " + s.flow()).orElse(NOTHING);
    return new WalkFact("return left for the Internet without a tunnel", plain, seen);
  }

  private WalkFact answerFromFrontend() {
    Optional<PacketSummary> asked = hops(0).isEmpty() ? Optional.empty() : sent(hops(0).get(0));
    List<Hop> back = hops(1);
    Optional<PacketSummary> got =
        back.isEmpty() ? Optional.empty() : received(back.get(back.size() - 1));
    boolean same =
        asked.isPresent()
            && got.isPresent()
            && got.get().flow().equals(asked.get().flow().reversed());
    String seen = got.map(s -> s.flow().toString()).orElse(NOTHING);
    return new WalkFact("client was answered by the frontend it asked", same, seen);
  }

  private static Optional<PacketSummary> received(Hop hop) {
    return hop.steps().stream()
        .filter(Step.Received.class::isInstance)
        .map(step -> ((Step.Received) step).packet())
        .findFirst();
  }

  private static Optional<PacketSummary> sent(Hop hop) {
    return hop.steps().stream()
        .filter(Step.Sent.class::isInstance)
        .map(step -> ((Step.Sent) step).packet())
        .reduce((first, second) -> second);
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }
}
