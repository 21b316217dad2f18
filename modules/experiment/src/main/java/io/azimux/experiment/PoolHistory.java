package io.azimux.experiment;

import io.azimux.packet.FiveTuple;
import io.azimux.topology.Action;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which backends a rule had at which time: by the scenario, its faults, and their health. */
final class PoolHistory {
  /** A rule and the load balancer that it belongs to. */
  record Place(LoadBalancer balancer, LoadBalancingRule rule) {}

  private final RunResult run;

  PoolHistory(RunResult run) {
    this.run = run;
  }

  /** The rule of a flow from a client to a frontend. */
  Optional<Place> placeOf(FiveTuple flow) {
    for (LoadBalancer balancer : run.scenario().world().loadBalancers()) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        boolean matches =
            rule.protocol() == flow.protocol()
                && rule.frontendPort() == flow.destinationPort()
                && balancer.frontendIPConfigurations().stream()
                    .filter(f -> f.name().equals(rule.frontendIPConfiguration()))
                    .anyMatch(f -> f.publicIPAddress().equals(flow.destination()));
        if (matches) {
          return Optional.of(new Place(balancer, rule));
        }
      }
    }
    return Optional.empty();
  }

  /** Members of the rule's pool at a time, in the pool's order, whether healthy or not. */
  List<String> members(Place place, long nanos) {
    List<String> members =
        place.balancer().backendAddressPools().stream()
            .filter(pool -> pool.name().equals(place.rule().backendAddressPool()))
            .findFirst()
            .map(LoadBalancer.BackendAddressPool::backendIPConfigurations)
            .orElse(List.of());
    for (FaultRecord fault : run.ledger().faults()) {
      if (fault.nanos() <= nanos && fault.fault().action() instanceof Action.SetPool set) {
        members = concerns(set, place) ? set.members() : members;
      }
    }
    return members;
  }

  /** All that were ever members of the rule's pool. */
  Set<String> everMembers(Place place) {
    Set<String> all = new LinkedHashSet<>(members(place, Long.MIN_VALUE));
    run.scenario().faults().forEach(fault -> addMembers(fault.action(), place, all));
    run.ledger().faults().forEach(fault -> addMembers(fault.fault().action(), place, all));
    return all;
  }

  private static void addMembers(Action action, Place place, Set<String> all) {
    if (action instanceof Action.SetPool set && concerns(set, place)) {
      all.addAll(set.members());
    }
  }

  /** Members that might take new flows at a time, as the controller knew it. */
  List<String> live(Place place, long nanos) {
    boolean probed = !place.rule().probe().isEmpty();
    return members(place, nanos).stream()
        .filter(member -> !probed || wasHealthy(member, nanos))
        .toList();
  }

  private boolean wasHealthy(String member, long nanos) {
    Ledger.Change last = null;
    for (Ledger.Change change : run.ledger().health()) {
      boolean applies = change.subject().equals(member) && change.nanos() <= nanos;
      if (applies && (last == null || change.nanos() >= last.nanos())) {
        last = change;
      }
    }
    return last != null && last.up();
  }

  private static boolean concerns(Action.SetPool set, Place place) {
    return set.loadBalancer().equals(place.balancer().name())
        && set.pool().equals(place.rule().backendAddressPool());
  }
}
