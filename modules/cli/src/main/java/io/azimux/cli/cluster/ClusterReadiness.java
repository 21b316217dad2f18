package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Measure;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a cluster can carry traffic: every JVM is a full member, every element runs and knows
 * where its neighbours run, every router has every MUX as a next hop and a session with every host
 * and client, every probed backend answers. Those that stand by are not asked for.
 */
public final class ClusterReadiness {
  private final World world;
  private final List<JvmPlan> plans;

  /** Judges a cluster of this world in these JVMs. */
  public ClusterReadiness(World world, List<JvmPlan> plans) {
    this.world = world;
    this.plans = List.copyOf(plans);
  }

  /**
   * How far it is.
   *
   * @param missing what still has to happen, for people; empty when all is ready
   */
  public record Progress(int jvms, int elements, int nextHops, int backends, List<String> missing) {
    /** Copies the list. */
    public Progress {
      missing = List.copyOf(missing);
    }

    /** True when nothing is missing. */
    public boolean isReady() {
      return missing.isEmpty();
    }
  }

  /** Judges what the JVMs say of themselves; those that do not answer are absent. */
  public Progress judge(Collection<Status> statuses) {
    Set<String> members = new TreeSet<>();
    Set<String> running = new TreeSet<>();
    Set<String> links = new TreeSet<>();
    Set<String> hops = new TreeSet<>();
    Set<String> sessions = new TreeSet<>();
    Set<String> healthy = new TreeSet<>();
    for (Status status : statuses) {
      if (status.self().equals("Up")) {
        members.add(status.jvm());
      }
      for (Status.Hosted element : status.elements()) {
        if (element.state().equals("up")) {
          running.add(element.name());
          status.known().forEach(peer -> links.add(element.name() + " to " + peer));
        }
        collect(element, Measure.ROUTER_NEXT_HOP_ACTIVE, element.name() + " to ", hops);
        collect(element, Measure.BGP_SESSION, element.name() + " with ", sessions);
      }
    }
    healthy.addAll(healthyBackends(statuses));
    List<String> missing = new ArrayList<>();
    require("JVM", jvms(), members, missing);
    require("element", elements(), running, missing);
    require("link", linksOf(running), links, missing);
    require("next hop", nextHops(), hops, missing);
    require("BGP session", sessions(), sessions, missing);
    require("healthy backend", backends(), healthy, missing);
    return new Progress(members.size(), running.size(), hops.size(), healthy.size(), missing);
  }

  /** Backends that the controller holds healthy: hosts have probed them and it has heard so. */
  static List<String> healthyBackends(Collection<Status> statuses) {
    Set<String> healthy = new TreeSet<>();
    for (Status status : statuses) {
      for (Status.Hosted element : status.elements()) {
        if (element.role().equals(Placement.label(Wiring.Role.CONTROLLER))) {
          collect(element, Measure.PROBE_HEALTHY, "", healthy);
        }
      }
    }
    return List.copyOf(healthy);
  }

  /** One line for people. */
  public String describe(Progress progress) {
    return "%d/%d JVMs joined, %d/%d next hops, %d/%d backends healthy"
        .formatted(
            progress.jvms(),
            plans.size(),
            progress.nextHops(),
            nextHops().size(),
            progress.backends(),
            backends().size());
  }

  private static void collect(
      Status.Hosted element, Measure measure, String prefix, Set<String> found) {
    for (Status.Value value : element.readings()) {
      if (value.measure().equals(measure.metric()) && value.value() == 1) {
        found.add(prefix + value.label());
      }
    }
  }

  private static void require(
      String what, Set<String> wanted, Set<String> found, List<String> missing) {
    for (String name : wanted) {
      if (!found.contains(name)) {
        missing.add(what + " " + name);
      }
    }
  }

  private Set<String> jvms() {
    Set<String> names = new TreeSet<>();
    plans.forEach(plan -> names.add(plan.name()));
    return names;
  }

  private Set<String> elements() {
    Set<String> names = new TreeSet<>();
    plans.forEach(plan -> names.addAll(plan.elements()));
    return names;
  }

  private Set<String> linksOf(Set<String> running) {
    Set<String> links = new TreeSet<>();
    Set<String> standby = Placement.standby(world);
    for (Wiring.Element element : Wiring.of(world).elements()) {
      if (running.contains(element.name())) {
        element.ports().stream()
            .filter(port -> !standby.contains(port.peer()))
            .forEach(port -> links.add(element.name() + " to " + port.peer()));
      }
    }
    return links;
  }

  private Set<String> nextHops() {
    Set<String> hops = new TreeSet<>();
    for (RouterSpec router : world.routers()) {
      world.muxes().stream()
          .filter(mux -> !mux.standby())
          .forEach(mux -> hops.add(router.name() + " to " + mux.name()));
    }
    return hops;
  }

  /** With hosts and clients, so that they know every way; MUXes are next hops by theirs. */
  private Set<String> sessions() {
    Set<String> sessions = new TreeSet<>();
    for (RouterSpec router : world.routers()) {
      world.hosts().forEach(host -> sessions.add(router.name() + " with " + host.name()));
      world.clients().forEach(client -> sessions.add(router.name() + " with " + client.name()));
    }
    return sessions;
  }

  private Set<String> backends() {
    return probed(world);
  }

  /** Backends of rules that have a probe: {@code nva1/eth0}. */
  public static Set<String> probed(World world) {
    Set<String> backends = new TreeSet<>();
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancer.LoadBalancingRule rule : balancer.loadBalancingRules()) {
        balancer.backendAddressPools().stream()
            .filter(
                pool -> !rule.probe().isEmpty() && pool.name().equals(rule.backendAddressPool()))
            .forEach(pool -> backends.addAll(pool.backendIPConfigurations()));
      }
    }
    return backends;
  }
}
