package io.azimux.topology.file;

import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.BackendAddressPool;
import io.azimux.topology.LoadBalancer.FrontendIPConfiguration;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.LoadBalancer.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads load balancers: frontends, pools, rules and probes. */
final class BalancerSection {
  /** Azure's bounds of a rule's idle timeout, in minutes. */
  private static final int MIN_IDLE = 4;

  private static final int MAX_IDLE = 100;

  private static final Map<String, Integer> PROTOCOLS = protocols();
  private static final Map<String, Distribution> DISTRIBUTIONS = distributions();

  private final Names names;

  BalancerSection(Names names) {
    this.names = names;
  }

  List<LoadBalancer> read(Value list) {
    List<LoadBalancer> balancers = new ArrayList<>();
    list.items().forEach(item -> balancers.add(balancer(item)));
    return balancers;
  }

  private LoadBalancer balancer(Value value) {
    Fields fields =
        value.fields(
            "name",
            "sku",
            "frontendIPConfigurations",
            "backendAddressPools",
            "loadBalancingRules",
            "probes");
    String name = fields.required("name").name();
    names.declare("load balancer", name, fields.required("name"));
    fields.optional("sku").choice(Map.of("Standard", "Standard"));
    List<FrontendIPConfiguration> frontends = new ArrayList<>();
    List<BackendAddressPool> pools = new ArrayList<>();
    List<LoadBalancingRule> rules = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    each(fields.required("frontendIPConfigurations"), v -> frontends.add(frontend(name, v)));
    each(fields.required("backendAddressPools"), v -> pools.add(pool(name, v)));
    each(fields.optional("loadBalancingRules"), v -> rules.add(rule(name, pools, v)));
    each(fields.optional("probes"), v -> probes.add(probe(name, v)));
    return new LoadBalancer(name, frontends, pools, rules, probes);
  }

  private static void each(Value list, java.util.function.Consumer<Value> reader) {
    list.items().forEach(reader);
  }

  private FrontendIPConfiguration frontend(String balancer, Value value) {
    Fields fields = value.fields("name", "publicIPAddress");
    String name = fields.required("name").name();
    names.declare("frontend of " + balancer, name, fields.required("name"));
    Value at = fields.required("publicIPAddress");
    Ipv4Address address = at.address();
    Addresses.requirePublic(address, at);
    names.declare(Addresses.PUBLIC, address.toString(), at);
    return new FrontendIPConfiguration(name, address);
  }

  private BackendAddressPool pool(String balancer, Value value) {
    Fields fields = value.fields("name", "backendIPConfigurations");
    String name = fields.required("name").name();
    names.declare("pool of " + balancer, name, fields.required("name"));
    List<String> members = new ArrayList<>();
    for (Value item : fields.required("backendIPConfigurations").items()) {
      String member = item.text();
      names.require(MachineSection.NIC, member, item);
      names.declare("member of pool " + balancer + "/" + name, member, item);
      members.add(member);
    }
    return new BackendAddressPool(name, members);
  }

  private LoadBalancingRule rule(String balancer, List<BackendAddressPool> pools, Value value) {
    Fields fields =
        value.fields(
            "name",
            "frontendIPConfiguration",
            "backendAddressPool",
            "probe",
            "protocol",
            "frontendPort",
            "backendPort",
            "loadDistribution",
            "idleTimeoutInMinutes",
            "enableFloatingIP",
            "enableTcpReset");
    String name = fields.required("name").name();
    names.declare("rule of " + balancer, name, fields.required("name"));
    String frontend = reference(fields.required("frontendIPConfiguration"), "frontend", balancer);
    String pool = reference(fields.required("backendAddressPool"), "pool", balancer);
    String probe = reference(fields.optional("probe"), "probe", balancer);
    int protocol = fields.required("protocol").choice(PROTOCOLS);
    Value portAt = fields.required("frontendPort");
    // 65535 is kept by Azure, as the highest port of a rule is 65534.
    int frontendPort = portAt.integer(1, 65534);
    if (portAt.isPresent()) {
      String label = protocol == 6 ? "Tcp " : "Udp ";
      names.declare("port of frontend " + balancer + "/" + frontend, label + frontendPort, portAt);
    }
    int backendPort = fields.required("backendPort").integer(1, 65535);
    boolean floating = fields.optional("enableFloatingIP").truth(false);
    if (!floating) {
      String label = (protocol == 6 ? " Tcp " : " Udp ") + backendPort;
      pools.stream()
          .filter(candidate -> candidate.name().equals(pool))
          .forEach(of -> declareTargets(of, label, fields.required("backendPort")));
    }
    Value idle = fields.optional("idleTimeoutInMinutes");
    return new LoadBalancingRule(
        name,
        frontend,
        pool,
        probe,
        protocol,
        frontendPort,
        backendPort,
        fields.optional("loadDistribution").choice(DISTRIBUTIONS),
        Duration.ofMinutes(idle.integer(MIN_IDLE, MAX_IDLE)),
        floating,
        fields.optional("enableTcpReset").truth(false));
  }

  /** Two rules without floating IP may not meet at a backend: it could not tell them apart. */
  private void declareTargets(BackendAddressPool pool, String label, Value at) {
    pool.backendIPConfigurations().stream()
        .distinct()
        .forEach(member -> names.declare("backend port", member + label, at));
  }

  private String reference(Value at, String kind, String balancer) {
    String name = at.text();
    names.require(kind + " of " + balancer, name, at);
    return name;
  }

  private Probe probe(String balancer, Value value) {
    Fields fields = value.fields("name", "protocol", "port", "intervalInSeconds", "probeThreshold");
    String name = fields.required("name").name();
    names.declare("probe of " + balancer, name, fields.required("name"));
    // A host reports health by the probe's name alone.
    names.declare("probe", name, fields.required("name"));
    fields.required("protocol").choice(Map.of("Tcp", 6));
    Value interval = fields.optional("intervalInSeconds");
    return new Probe(
        name,
        fields.required("port").integer(1, 65535),
        Duration.ofSeconds(interval.isPresent() ? interval.integer(5, 3600) : 15),
        fields.optional("probeThreshold").integer(1, 100));
  }

  private static Map<String, Integer> protocols() {
    Map<String, Integer> protocols = new LinkedHashMap<>();
    protocols.put("Tcp", 6);
    protocols.put("Udp", 17);
    return protocols;
  }

  private static Map<String, Distribution> distributions() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("Default", Distribution.DEFAULT);
    distributions.put("SourceIP", Distribution.SOURCE_IP);
    distributions.put("SourceIPProtocol", Distribution.SOURCE_IP_PROTOCOL);
    return distributions;
  }
}
