package io.azimux.console.http;

import io.azimux.console.deployment.Deed;
import io.azimux.console.deployment.Deployment;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The world as the page draws it: what does not change while it runs. */
final class WorldJson {
  private WorldJson() {}

  static Map<String, Object> of(Deployment deployment, boolean mayAct) {
    Scenario scenario = deployment.scenario();
    Map<String, Object> world = new LinkedHashMap<>();
    world.put("world", deployment.identity());
    world.put("scenario", scenario.name());
    world.put("description", scenario.description());
    world.put("elements", elements(Wiring.of(scenario.world())));
    world.put("frontends", frontends(scenario));
    world.put("settings", settings(scenario.world().settings()));
    Deployment.Offer offer = deployment.offer();
    world.put("deeds", offer.deeds().stream().map(Deed::label).toList());
    world.put("noDeeds", offer.reason());
    world.put("mayAct", mayAct);
    Scenario.Walk walk = scenario.walk();
    world.put(
        "walk",
        Map.of(
            "client", walk.client(),
            "sourcePort", walk.sourcePort(),
            "destination", walk.destination() + ":" + walk.port()));
    return world;
  }

  private static List<Map<String, Object>> elements(Wiring wiring) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Wiring.Element element : wiring.elements()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", element.name());
      one.put("role", element.role().name().toLowerCase(Locale.ROOT));
      one.put("address", element.address().toString());
      one.put(
          "ports",
          element.ports().stream()
              .map(
                  port ->
                      Map.of(
                          "name", port.name(),
                          "address", port.address().toString(),
                          "peer", port.peer()))
              .toList());
      all.add(one);
    }
    return all;
  }

  private static List<Map<String, Object>> frontends(Scenario scenario) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (LoadBalancer balancer : scenario.world().loadBalancers()) {
      for (LoadBalancer.LoadBalancingRule rule : balancer.loadBalancingRules()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("balancer", balancer.name());
        one.put("rule", rule.name());
        one.put("frontend", rule.frontendIPConfiguration());
        one.put("port", rule.frontendPort());
        one.put("pool", rule.backendAddressPool());
        one.put(
            "address",
            balancer.frontendIPConfigurations().stream()
                .filter(ip -> ip.name().equals(rule.frontendIPConfiguration()))
                .map(ip -> ip.publicIPAddress().toString())
                .findFirst()
                .orElse(""));
        all.add(one);
      }
    }
    return all;
  }

  private static Map<String, Object> settings(Settings settings) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("replication", settings.replication().mode().label());
    all.put("ecmp", settings.ecmp().kind().label());
    all.put("map", settings.backendMap().label());
    return all;
  }
}
