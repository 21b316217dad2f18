package io.azimux.topology.file;

import io.azimux.packet.Ipv4Address;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.FrontendIPConfiguration;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.Scenario.Load;
import io.azimux.topology.Scenario.Placement;
import io.azimux.topology.Scenario.Walk;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the traffic through the world: the traced walk and the load. */
final class RunSection {
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Names names;

  /** What clients may connect to: {@code 20.240.9.27:22}. */
  private final Set<String> frontends = new LinkedHashSet<>();

  RunSection(Names names, List<LoadBalancer> balancers) {
    this.names = names;
    for (LoadBalancer balancer : balancers) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        for (FrontendIPConfiguration frontend : balancer.frontendIPConfigurations()) {
          if (rule.protocol() == 6 && frontend.name().equals(rule.frontendIPConfiguration())) {
            frontends.add(frontend.publicIPAddress() + ":" + rule.frontendPort());
          }
        }
      }
    }
  }

  static Placement placement(Value value) {
    Map<String, Placement> choices = new LinkedHashMap<>();
    for (Placement placement : Placement.values()) {
      choices.put(placement.name().toLowerCase(Locale.ROOT).replace('_', '-'), placement);
    }
    return value.choice(choices);
  }

  Walk walk(Value value) {
    Fields fields = value.fields("client", "sourcePort", "destination", "port");
    String client = client(fields.required("client"));
    int sourcePort = fields.required("sourcePort").integer(1, 65535);
    Ipv4Address destination = fields.required("destination").address();
    int port = fields.required("port").integer(1, 65535);
    names.later(() -> requireFrontend(fields, destination, port));
    return new Walk(client, sourcePort, destination, port);
  }

  Load load(Value value) {
    Fields fields =
        value.fields(
            "client",
            "connections",
            "openEvery",
            "keystrokeEvery",
            "linesPerConnection",
            "lineBytes",
            "destination",
            "port");
    String client = client(fields.required("client"));
    Ipv4Address destination = fields.required("destination").address();
    int port = fields.required("port").integer(1, 65535);
    names.later(() -> requireFrontend(fields, destination, port));
    return new Load(
        client,
        fields.required("connections").integer(1, 60_000),
        fields.required("openEvery").duration(Duration.ZERO, HOUR),
        fields.required("keystrokeEvery").duration(MILLI, HOUR),
        fields.required("linesPerConnection").integer(1, 1_000_000),
        fields.required("lineBytes").integer(1, 1400),
        destination,
        port);
  }

  private String client(Value value) {
    String client = value.text();
    names.require(PhysicalSection.CLIENT, client, value);
    return client;
  }

  private void requireFrontend(Fields fields, Ipv4Address destination, int port) {
    Value at = fields.required("destination");
    if (at.isPresent() && !at.isBroken() && !fields.required("port").isBroken()) {
      String frontend = destination + ":" + port;
      if (!frontends.contains(frontend) && !at.problems().containsIn("loadBalancers")) {
        at.problem("no load-balancing rule for " + frontend, Spelling.list(frontends));
      }
    }
  }
}
