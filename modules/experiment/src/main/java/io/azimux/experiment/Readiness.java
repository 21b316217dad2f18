package io.azimux.experiment;

import io.azimux.node.Fact;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says from facts when a started world may take load: every router uses every MUX that starts with
 * the others as next hop, and every backend of a rule with a probe is healthy.
 */
public final class Readiness {
  private record Route(String router, String mux) {}

  private final Set<Route> routes = new LinkedHashSet<>();
  private final Set<String> backends = new LinkedHashSet<>();
  private final Set<String> healthy = new LinkedHashSet<>();

  /** Nothing of this world is ready yet. */
  public Readiness(World world) {
    world
        .routers()
        .forEach(
            router ->
                world.muxes().stream()
                    .filter(mux -> !mux.standby())
                    .forEach(mux -> routes.add(new Route(router.name(), mux.name()))));
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancer.LoadBalancingRule rule : balancer.loadBalancingRules()) {
        if (!rule.probe().isEmpty()) {
          balancer.backendAddressPools().stream()
              .filter(pool -> pool.name().equals(rule.backendAddressPool()))
              .forEach(pool -> backends.addAll(pool.backendIPConfigurations()));
        }
      }
    }
  }

  /** Takes a fact that an element noted; facts of one subject come in order. */
  public void fact(Fact fact) {
    if (fact instanceof Fact.NextHopChanged change) {
      Route route = new Route(change.router(), change.nextHop());
      if (change.active()) {
        routes.remove(route);
      } else {
        routes.add(route);
      }
    } else if (fact instanceof Fact.BackendHealth health) {
      boolean probed = backends.contains(health.backend()) || healthy.contains(health.backend());
      if (probed && health.healthy()) {
        backends.remove(health.backend());
        healthy.add(health.backend());
      } else if (probed) {
        healthy.remove(health.backend());
        backends.add(health.backend());
      }
    }
  }

  /** True where nothing is missing. */
  public boolean isReady() {
    return routes.isEmpty() && backends.isEmpty();
  }

  /** Backends that are healthy now. */
  public List<String> healthyBackends() {
    return List.copyOf(healthy);
  }

  /** What is missing, in words; empty where all is ready. */
  public List<String> missing() {
    List<String> words = new ArrayList<>();
    routes.forEach(route -> words.add(route.router() + " has no route by " + route.mux()));
    backends.forEach(backend -> words.add(backend + " is not healthy"));
    return words;
  }
}
