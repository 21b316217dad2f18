package io.azimux.dataplane.testkit;

import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.topology.Bgp;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.Ecmp;
import io.azimux.topology.HostSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Settings;
import io.azimux.topology.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small physical network without guests: routers, MUXes, two hosts, one client, a controller. The
 * backends of its rules are addresses that the test resolves itself.
 */
public final class Lab {
  /** The frontend of {@link #rule}. */
  public static final Ipv4Address FRONTEND = Ipv4Address.parse("20.240.9.27");

  /** The one client. */
  public static final Ipv4Address CLIENT = Ipv4Address.parse("141.192.166.93");

  /** Name of the controller. */
  public static final String CONTROLLER = "controller";

  /** Network of all backends. */
  public static final int VNI = 10_000;

  /** Idle timeout of {@link #rule}. */
  public static final long IDLE_NANOS = 240_000_000_000L;

  /** Time between two probes of a backend. */
  public static final long PROBE_NANOS = 5_000_000_000L;

  private static final int MAX_EACH = 200;

  private Lab() {}

  /** A world with elements {@code router-1..}, {@code mux-1..}, {@code host-a}, {@code host-b}. */
  public static World world(int routers, int muxes, Settings settings) {
    if (routers > MAX_EACH || muxes > MAX_EACH) {
      throw new IllegalArgumentException("at most " + MAX_EACH + " of each");
    }
    List<RouterSpec> routerSpecs = new ArrayList<>();
    for (int i = 1; i <= routers; i++) {
      routerSpecs.add(new RouterSpec("router-" + i, Ipv4Address.parse("100.64.1." + i)));
    }
    List<MuxSpec> muxSpecs = new ArrayList<>();
    for (int i = 1; i <= muxes; i++) {
      muxSpecs.add(new MuxSpec("mux-" + i, Ipv4Address.parse("100.64.2." + i)));
    }
    return new World(
        routerSpecs,
        muxSpecs,
        List.of(new HostSpec("host-a", hostA()), new HostSpec("host-b", hostB())),
        new ControllerSpec(CONTROLLER, Ipv4Address.parse("100.64.0.1")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new InternetClient("client", CLIENT)),
        settings);
  }

  /** Default settings without BFD: only the hold time finds a neighbour gone. */
  public static Settings withoutBfd() {
    Bgp bgp = Bgp.DEFAULTS;
    return Settings.DEFAULTS.withBgp(
        new Bgp(bgp.holdTime(), bgp.keepalive(), bgp.connectRetry(), Duration.ZERO, 3));
  }

  /** Default settings with BFD at an interval, three packets to be missed. */
  public static Settings withBfd(Duration interval) {
    Bgp bgp = Bgp.DEFAULTS;
    return Settings.DEFAULTS.withBgp(
        new Bgp(bgp.holdTime(), bgp.keepalive(), bgp.connectRetry(), interval, 3));
  }

  /** Default settings but for these. */
  public static Settings settings(Ecmp.Kind ecmp, Settings.BackendMap map, int flowCapacity) {
    return Settings.DEFAULTS
        .withEcmp(Ecmp.DEFAULTS.with(ecmp))
        .withBackendMap(map)
        .withMuxFlowCapacity(flowCapacity);
  }

  /** Provider address of {@code host-a}. */
  public static Ipv4Address hostA() {
    return Ipv4Address.parse("100.64.3.1");
  }

  /** Provider address of {@code host-b}. */
  public static Ipv4Address hostB() {
    return Ipv4Address.parse("100.64.3.2");
  }

  /** A backend, and how its host says it stands. */
  public record Pooled(Backend backend, boolean healthy) {}

  /** Backend number {@code i}, {@code nva<i>/eth0}, 10.0.1.(3+i). */
  public static Pooled backend(int i, boolean healthy) {
    return new Pooled(new Backend("nva" + i + "/eth0", address(i), VNI), healthy);
  }

  /** Address of backend {@code i}. */
  public static Ipv4Address address(int i) {
    return new Ipv4Address(Ipv4Address.parse("10.0.1.3").bits() + i);
  }

  /** TCP port 22 of {@link #FRONTEND}. */
  public static FrontendRule rule(Pooled... backends) {
    return rule("ssh", Ipv4.TCP, 22, Distribution.DEFAULT, backends);
  }

  /** A rule of {@link #FRONTEND}. */
  public static FrontendRule rule(
      String name, int protocol, int port, Distribution distribution, Pooled... backends) {
    String unhealthy =
        Stream.of(backends)
            .filter(pooled -> !pooled.healthy())
            .map(pooled -> pooled.backend().name())
            .collect(Collectors.joining(" "));
    return new FrontendRule(
        name,
        FRONTEND,
        protocol,
        port,
        port,
        distribution,
        IDLE_NANOS,
        false,
        new HealthProbe("all but " + unhealthy, 22, PROBE_NANOS, 1),
        Stream.of(backends).map(Pooled::backend).toList());
  }

  /** What the host of all backends says of them, as the pools of these rules have it. */
  public static HostHealth health(FrontendRule... rules) {
    List<HealthReport> reports = new ArrayList<>();
    for (FrontendRule rule : rules) {
      String probe = rule.probe().name();
      for (Backend backend : rule.backends()) {
        boolean healthy = !probe.contains(backend.name());
        reports.add(new HealthReport(backend.name(), probe, healthy));
      }
    }
    return new HostHealth("host-a", reports);
  }

  /** A goal state without NICs. */
  public static GoalState goal(long version, FrontendRule... rules) {
    return new GoalState(version, List.of(rules), List.of());
  }

  /** The controller's answer that backend {@code i} runs on a host. */
  public static AddressResolved resolved(int i, Ipv4Address host) {
    String name = host.equals(hostA()) ? "host-a" : "host-b";
    return new AddressResolved(VNI, address(i), host, name, MacAddress.of(address(i)));
  }
}
