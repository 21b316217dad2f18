package io.azimux.cli.deployed;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.node.message.OperatorCommand;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.LoadBalancer.BackendAddressPool;
import io.azimux.topology.Scenario;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.World;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes back what a scenario orders of elements: afterwards each is as the world describes it. An
 * order that was never given is taken back all the same, which changes nothing.
 */
public final class Revocation {
  /** To whom what is said, and what that means. */
  private record Order(String element, OperatorCommand command, String words) {}

  private final DeployedFleet fleet;
  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final boolean onLinks;

  /** Prepares what undoes a scenario on a fleet. */
  public Revocation(DeployedFleet fleet, Scenario scenario) {
    this.fleet = fleet;
    World world = scenario.world();
    for (Fault fault : scenario.faults()) {
      take(world, fault.action());
    }
    onLinks = scenario.faults().stream().map(Fault::action).anyMatch(Revocation::isOnLinks);
  }

  private static boolean isOnLinks(Action action) {
    return action instanceof Action.Cut
        || action instanceof Action.Impair
        || action instanceof Action.SlowReplication;
  }

  private void take(World world, Action action) {
    if (action instanceof Action.SetPool set) {
      OperatorCommand before =
          new OperatorCommand.SetPool(
              set.loadBalancer(), set.pool(), pool(world, set).backendIPConfigurations());
      put(world.controller().name(), before, "pool " + set.pool() + " has its members again");
    } else if (action instanceof Action.IpForward set) {
      boolean on = machine(world, set.machine()).ipForward();
      put(set.machine(), new OperatorCommand.SetIpForward(on), "net.ipv4.ip_forward is as it was");
    } else if (action instanceof Action.Listening set) {
      boolean on = machine(world, set.machine()).listens().contains(set.port());
      OperatorCommand before = new OperatorCommand.SetListening(set.port(), on);
      put(set.machine(), before, "port " + set.port() + " is as it was");
    }
  }

  private void put(String element, OperatorCommand command, String words) {
    orders.put(element + words, new Order(element, command, words));
  }

  private static BackendAddressPool pool(World world, Action.SetPool set) {
    return world.loadBalancers().stream()
        .filter(balancer -> balancer.name().equals(set.loadBalancer()))
        .flatMap(balancer -> balancer.backendAddressPools().stream())
        .filter(pool -> pool.name().equals(set.pool()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no pool " + set.pool()));
  }

  private static VirtualMachine machine(World world, String name) {
    return world
        .virtualMachine(name)
        .orElseThrow(() -> new IllegalArgumentException("no machine " + name));
  }

  /**
   * Does it. What cannot be done is told, and keeps nothing else from being done.
   *
   * @param told hears of every step, for people
   */
  public void undo(Consumer<String> told) {
    for (Order order : orders.values()) {
      String what = order.element() + ": " + order.words();
      step(
          told,
          what,
          () -> fleet.clientOf(order.element()).command(order.element(), order.command()));
    }
    if (onLinks) {
      step(told, "no process has a fault on its links", this::mendAll);
    }
  }

  private void mendAll() throws IOException, InterruptedException {
    for (Carrier carrier : fleet.carriers()) {
      fleet.client(carrier).chaos(ChaosOrder.NONE);
    }
  }

  /** Something that is ordered. */
  private interface Errand {
    void run() throws IOException, InterruptedException;
  }

  private static void step(Consumer<String> told, String what, Errand errand) {
    try {
      errand.run();
      told.accept(what);
    } catch (IOException | IllegalArgumentException silent) {
      told.accept(what + ": not done, " + silent.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      told.accept(what + ": not done, interrupted");
    }
  }
}
