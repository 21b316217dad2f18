package io.azimux.experiment.walk;

import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Tcp;
import io.azimux.topology.LoadBalancer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One step in words: what acted, and what it did. */
final class StepText {
  /**
   * A line.
   *
   * @param label what acted, at most 17 characters
   */
  record Line(String label, String text) {}

  /** A command line up to its conditions: {@code sudo iptables -t nat -A PREROUTING}. */
  private static final Pattern IPTABLES = Pattern.compile("^(sudo )?iptables .*?-A \\w+ ");

  private final WalkResult walk;

  StepText(WalkResult walk) {
    this.walk = walk;
  }

  List<Line> lines(Step step) {
    if (step instanceof Step.Received received) {
      return one("in  " + received.port(), packet(received.packet()));
    }
    if (step instanceof Step.Sent sent) {
      return one("out " + sent.port(), packet(sent.packet()));
    }
    if (step instanceof Step.Routed routed) {
      return one(routed.members() > 1 ? "ECMP" : "route", routed(routed));
    }
    if (step instanceof Step.RuleMatched matched) {
      return matched(matched);
    }
    if (step instanceof Step.FlowLookup lookup) {
      return one(lookup.table(), lookup.outcome().replace('_', ' ') + ": " + lookup.key());
    }
    if (step instanceof Step.BackendChosen chosen) {
      return backend(chosen);
    }
    return transformed(step);
  }

  /** A rule of iptables says itself what it orders; of its text, the label has table and chain. */
  private static List<Line> matched(Step.RuleMatched step) {
    String options = IPTABLES.matcher(step.rule()).replaceFirst("");
    if (!options.equals(step.rule())) {
      return one(step.table(), options);
    }
    String table = step.table().equals("load-balancing rules") ? "LB rule" : step.table();
    return one(table, step.rule() + " -> " + step.verdict());
  }

  private List<Line> transformed(Step step) {
    if (step instanceof Step.AddressResolved resolved) {
      String text =
          "%s runs on %s (%s), vni %d"
              .formatted(resolved.customer(), resolved.hostName(), resolved.host(), resolved.vni());
      return one(resolved.cached() ? "host cache" : "ask controller", text);
    }
    if (step instanceof Step.Encapsulated on) {
      return one(
          "tunnel on", "VXLAN vni " + on.vni() + ", " + on.source() + " > " + on.destination());
    }
    if (step instanceof Step.Decapsulated off) {
      return one(
          "tunnel off", "VXLAN vni " + off.vni() + ", " + off.source() + " > " + off.destination());
    }
    if (step instanceof Step.LayerApplied applied) {
      return one("VFP " + applied.layer(), applied.rule() + ": " + applied.action());
    }
    if (step instanceof Step.Rewritten rewritten) {
      return rewritten(rewritten);
    }
    if (step instanceof Step.Tracked tracked) {
      return one("conntrack", tracked.state() + ", answers will be " + tracked.reply());
    }
    Step.Finished finished = (Step.Finished) step;
    String detail = finished.detail() == null ? "" : ": " + finished.detail();
    return one("end", finished.disposition().label().replace('_', ' ') + detail);
  }

  private static String packet(PacketSummary summary) {
    PacketSummary.Tunnel tunnel = summary.tunnel();
    if (tunnel != null) {
      return "tunnel %s > %s vni %d, inside [%s] ttl %d"
          .formatted(
              tunnel.source(),
              tunnel.destination(),
              tunnel.vni(),
              Tcp.flagsText(summary.tcpFlags()),
              summary.ttl());
    }
    return new PacketSummary(summary.flow(), summary.tcpFlags(), summary.ttl(), 0, null).toString();
  }

  private static String routed(Step.Routed routed) {
    if (routed.members() > 1) {
      return "%s: hash %s -> %s, 1 of %d next hops"
          .formatted(routed.prefix(), hex(routed.hash()), routed.nextHop(), routed.members());
    }
    boolean local = routed.nextHop().equals("local");
    return local ? "to a socket of this machine" : routed.prefix() + " -> " + routed.nextHop();
  }

  private List<Line> backend(Step.BackendChosen chosen) {
    String map = walk.scenario().world().settings().backendMap().label();
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            "backend",
            "hash %s -> slot %d of %d -> %s"
                .formatted(hex(chosen.hash()), chosen.slot(), chosen.slots(), chosen.backend())));
    List<String> live = new ArrayList<>(pool(chosen.rule()));
    live.retainAll(walk.liveBackends());
    String why =
        "%s map over the live pool: %s"
            .formatted(map, live.isEmpty() ? "none" : String.join(", ", live));
    lines.add(new Line("why " + chosen.backend(), why));
    return lines;
  }

  /** Members of the pool of a rule. */
  private List<String> pool(String rule) {
    for (LoadBalancer balancer : walk.scenario().world().loadBalancers()) {
      for (LoadBalancer.LoadBalancingRule candidate : balancer.loadBalancingRules()) {
        if (candidate.name().equals(rule)) {
          return balancer.backendAddressPools().stream()
              .filter(pool -> pool.name().equals(candidate.backendAddressPool()))
              .flatMap(pool -> pool.backendIPConfigurations().stream())
              .toList();
        }
      }
    }
    return List.of();
  }

  private static List<Line> rewritten(Step.Rewritten step) {
    FiveTuple before = step.before();
    FiveTuple after = step.after();
    List<Line> lines = new ArrayList<>();
    String source = before.source() + ":" + before.sourcePort();
    String newSource = after.source() + ":" + after.sourcePort();
    String destination = before.destination() + ":" + before.destinationPort();
    String newDestination = after.destination() + ":" + after.destinationPort();
    if (!source.equals(newSource)) {
      lines.add(new Line(step.by(), "source " + source + " -> " + newSource));
    }
    if (!destination.equals(newDestination)) {
      lines.add(new Line(step.by(), "destination " + destination + " -> " + newDestination));
    }
    return lines.isEmpty() ? one(step.by(), "nothing to rewrite") : lines;
  }

  private static List<Line> one(String label, String text) {
    return List.of(new Line(label, text));
  }

  private static String hex(long hash) {
    return String.format(Locale.ROOT, "0x%016x", hash);
  }
}
