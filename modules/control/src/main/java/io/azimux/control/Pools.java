package io.azimux.control;

import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.OperatorCommand.SetPool;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.BackendAddressPool;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members of all backend pools: as the world describes them, until an operator changes one. */
final class Pools {
  private record Key(String balancer, String pool) {}

  private final World world;
  private final Map<Key, List<String>> members = new LinkedHashMap<>();

  /** The last wish for each pool that came in this controller's life. */
  private final Map<Key, List<String>> wishes = new LinkedHashMap<>();

  Pools(World world) {
    this.world = world;
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (BackendAddressPool pool : balancer.backendAddressPools()) {
        members.put(new Key(balancer.name(), pool.name()), pool.backendIPConfigurations());
      }
    }
  }

  /** Members of the pool that a rule of this load balancer sends to. */
  List<String> of(LoadBalancer balancer, LoadBalancingRule rule) {
    List<String> found = members.get(new Key(balancer.name(), rule.backendAddressPool()));
    if (found == null) {
      throw new IllegalArgumentException("no pool for " + rule.name());
    }
    return found;
  }

  /** True where the NIC is in any pool. */
  boolean contain(String nic) {
    return members.values().stream().anyMatch(pool -> pool.contains(nic));
  }

  /** Why a wish cannot be fulfilled; empty where it can, and then it has been. */
  Optional<String> set(SetPool wish) {
    Key key = new Key(wish.loadBalancer(), wish.pool());
    if (!members.containsKey(key)) {
      return Optional.of("no pool '" + wish.pool() + "' in '" + wish.loadBalancer() + "'");
    }
    for (String member : wish.members()) {
      if (world.networkInterface(member).isEmpty()) {
        return Optional.of("no NIC '" + member + "'");
      }
    }
    if (new LinkedHashSet<>(wish.members()).size() < wish.members().size()) {
      return Optional.of("a member is named twice");
    }
    members.put(key, wish.members());
    wishes.put(key, wish.members());
    return Optional.empty();
  }

  /**
   * Goes on from what an earlier controller wanted: its pools stand, except those that an operator
   * has changed since this one began. NICs that the world does not have any more are left out.
   */
  void adopt(GoalState goal) {
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        goal.rules().stream()
            .filter(compiled -> isOf(compiled, balancer, rule))
            .findFirst()
            .ifPresent(compiled -> adopt(compiled, balancer, rule));
      }
    }
    members.putAll(wishes);
  }

  private void adopt(FrontendRule compiled, LoadBalancer balancer, LoadBalancingRule rule) {
    List<String> known = new ArrayList<>();
    for (Backend backend : compiled.backends()) {
      if (world.networkInterface(backend.name()).isPresent()) {
        known.add(backend.name());
      }
    }
    members.replace(new Key(balancer.name(), rule.backendAddressPool()), List.copyOf(known));
  }

  private static boolean isOf(
      FrontendRule compiled, LoadBalancer balancer, LoadBalancingRule rule) {
    return compiled.name().equals(rule.name())
        && compiled.frontendPort() == rule.frontendPort()
        && compiled.protocol() == rule.protocol()
        && compiled.frontend().equals(GoalStateCompiler.frontendAddress(balancer, rule));
  }
}
