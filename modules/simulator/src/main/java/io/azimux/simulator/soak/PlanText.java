package io.azimux.simulator.soak;

import io.azimux.topology.Action;
import io.azimux.topology.Replication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A plan as the text of a scenario file: what the simulator runs, and what people read. */
final class PlanText {
  private final Plan plan;
  private final StringBuilder text = new StringBuilder();

  private PlanText(Plan plan) {
    this.plan = plan;
  }

  static String of(Plan plan) {
    PlanText text = new PlanText(plan);
    text.physical();
    text.networks();
    for (int tenant = 1; tenant <= plan.tenants(); tenant++) {
      text.machines(tenant);
    }
    text.line("loadBalancers:");
    for (int tenant = 1; tenant <= plan.tenants(); tenant++) {
      text.balancer(tenant);
    }
    text.settings();
    text.load();
    text.phases();
    return text.text.toString();
  }

  /** Frontend address of a tenant. */
  static String frontend(int tenant) {
    return "20.240.9." + (30 + tenant);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private void physical() {
    line("description: drawn from seed %d", plan.seed());
    line("placement: per-machine");
    elements("routers", "router", "10.255.0", plan.routers());
    elements("muxes", "mux", "10.255.1", plan.muxes());
    elements("hosts", "host", "10.255.2", plan.hosts());
    line("controller: {name: controller-1, address: 10.255.3.1}");
    elements("clients", "pc", "141.192.166", plan.tenants());
  }

  private void elements(String section, String kind, String network, int count) {
    line("%s:", section);
    for (int i = 1; i <= count; i++) {
      line("  - {name: %s-%d, address: %s.%d}", kind, i, network, i);
    }
  }

  private void networks() {
    line("virtualNetworks:");
    for (int tenant = 1; tenant <= plan.tenants(); tenant++) {
      line("  - name: vnet-%d", tenant);
      line("    vni: %d", 10_000 * tenant);
      line("    addressSpace: {addressPrefixes: [10.1.0.0/16]}");
      line("    subnets: [{name: servers, addressPrefix: 10.1.0.0/24}]");
    }
    line("networkSecurityGroups:");
    line("  - name: nsg");
    line("    securityRules:");
    line("      - name: allow-ssh");
    line("        priority: 100");
    line("        direction: Inbound");
    line("        access: Allow");
    line("        protocol: Tcp");
    line("        sourceAddressPrefix: Internet");
    line("        sourcePortRange: '*'");
    line("        destinationAddressPrefix: '*'");
    line("        destinationPortRange: 22");
    line("virtualMachines:");
  }

  private void machines(int tenant) {
    for (int server = 1; server <= plan.backends() + plan.spares(); server++) {
      line("  - name: %s", Plan.server(tenant, server));
      line("    host: host-%d", 1 + (server + tenant) % plan.hosts());
      line("    listens: [22]");
      line("    networkInterfaces:");
      line("      - name: eth0");
      line("        subnet: vnet-%d/servers", tenant);
      line("        privateIPAddress: 10.1.0.%d", 10 + server);
      line("        networkSecurityGroup: nsg");
    }
  }

  private void balancer(int tenant) {
    List<String> members = new ArrayList<>();
    for (int server = 1; server <= plan.backends(); server++) {
      members.add(Plan.nic(tenant, server));
    }
    line("  - name: %s", Plan.balancer(tenant));
    line("    sku: Standard");
    line("    frontendIPConfigurations: [{name: fip, publicIPAddress: %s}]", frontend(tenant));
    line("    backendAddressPools:");
    line("      - {name: servers, backendIPConfigurations: %s}", members);
    line("    loadBalancingRules:");
    line("      - name: rule-%d", tenant);
    line("        frontendIPConfiguration: fip");
    line("        backendAddressPool: servers");
    line("        probe: ssh-%d", tenant);
    line("        protocol: Tcp");
    line("        frontendPort: 22");
    line("        backendPort: 22");
    line("        idleTimeoutInMinutes: 4");
    line("    probes:");
    line(
        "      - {name: ssh-%d, protocol: Tcp, port: 22, intervalInSeconds: 5, probeThreshold: 1}",
        tenant);
  }

  private void settings() {
    line("settings:");
    line("  ecmp: %s", plan.ecmp().label());
    line("  backendMap: %s", plan.map().label());
    line("  replication: %s", mode(plan.mode()));
    line("  bgp: {holdTime: 3s, bfd: {interval: %s, multiplier: 3}}", time(plan.bfd()));
    line("  muxFlowCapacity: 2048");
    line("  uftCapacity: 1024");
    line("  conntrackCapacity: 512");
  }

  /** Rounds as short as the run, so that a lazy MUX shares anything in it. */
  private static String mode(Replication.Mode mode) {
    return mode == Replication.Mode.LAZY
        ? "{mode: lazy, lazyAge: 1s, lazyEvery: 500ms}"
        : mode.label();
  }

  private void load() {
    line("walk: {client: pc-1, sourcePort: 40000, destination: %s, port: 22}", frontend(1));
    line("load:");
    line("  client: pc-1");
    line("  connections: %d", plan.connections());
    line("  openEvery: %s", time(plan.openEvery()));
    line("  keystrokeEvery: %s", time(plan.keystrokeEvery()));
    line("  linesPerConnection: %d", plan.lines());
    line("  lineBytes: 32");
    line("  destination: %s", frontend(1));
    line("  port: 22");
  }

  private record Step(Duration at, Action action) {}

  private void phases() {
    List<Step> steps = new ArrayList<>();
    for (Plan.Upset upset : plan.upsets()) {
      steps.add(new Step(upset.begin(), upset.action()));
      upset.undo().forEach(undo -> steps.add(new Step(upset.end(), undo)));
    }
    steps.sort(Comparator.comparing(Step::at));
    line("faults: %s", steps.isEmpty() ? "[]" : "");
    for (Step step : steps) {
      line("  - {at: %s, %s}", time(step.at()), words(step.action()));
    }
  }

  /** An action as scenario files write it. */
  static String words(Action action) {
    String kind = "kind: " + action.label();
    if (action instanceof Action.ToProcess process) {
      return kind + ", element: " + process.element();
    }
    if (action instanceof Action.Cut cut) {
      return kind + ends(cut.from(), cut.to()) + ", oneWay: " + cut.oneWay();
    }
    if (action instanceof Action.Mend mend) {
      return kind + ends(mend.from(), mend.to());
    }
    if (action instanceof Action.Impair impair) {
      return kind
          + ends(impair.from(), impair.to())
          + String.format(
              Locale.ROOT,
              ", loss: %.1f%%, delay: %s, reorder: %.1f%%",
              100 * impair.loss(),
              time(impair.delay()),
              100 * impair.reorder());
    }
    if (action instanceof Action.SlowReplication slow) {
      return kind
          + String.format(
              Locale.ROOT,
              ", muxes: %s, delay: %s, loss: %.1f%%",
              slow.muxes(),
              time(slow.delay()),
              100 * slow.loss());
    }
    if (action instanceof Action.Listening listening) {
      return kind
          + ", machine: %s, port: %d, on: %b"
              .formatted(listening.machine(), listening.port(), listening.on());
    }
    Action.SetPool pool = (Action.SetPool) action;
    return kind
        + ", loadBalancer: %s, pool: %s, members: %s"
            .formatted(pool.loadBalancer(), pool.pool(), pool.members());
  }

  private static String ends(List<String> from, List<String> to) {
    return ", from: " + from + ", to: " + to;
  }

  private static String time(Duration duration) {
    return duration.toNanos() / 1000 + "us";
  }
}
