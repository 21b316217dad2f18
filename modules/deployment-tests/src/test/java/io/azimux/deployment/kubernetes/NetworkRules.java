package io.azimux.deployment.kubernetes;

import static io.azimux.deployment.kubernetes.Manifest.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.deployment.kubernetes.Rendered.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What must get through the network, and that nothing else does. */
final class NetworkRules {
  private static final String INGRESS = "ingress";
  private static final String EGRESS = "egress";

  static final List<Rule> ALL =
      List.of(
          new Rule("nothing passes that is not allowed", NetworkRules::closed),
          new Rule("no door is open to everybody", NetworkRules::narrow),
          new Rule("processes reach one another", NetworkRules::between),
          new Rule("processes reach DNS and the API server", NetworkRules::outside),
          new Rule("Prometheus reaches metrics", NetworkRules::metrics),
          new Rule("who asks processes reaches them", NetworkRules::askers));

  private NetworkRules() {}

  private static List<String> closed(Rendered rendered) {
    boolean denies =
        rendered
            .of(Kind.NetworkPolicy)
            .anyMatch(
                policy ->
                    policy.spec().path("podSelector").isEmpty()
                        && policy.spec().path(INGRESS).isEmpty()
                        && policy.spec().path(EGRESS).isEmpty()
                        && list(policy.spec().path("policyTypes")).count() == 2);
    return denies ? List.of() : List.of("no NetworkPolicy denies everything to all pods");
  }

  private static List<String> narrow(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .of(Kind.NetworkPolicy)
        .forEach(
            policy -> {
              for (JsonNode rule : policy.spec().path(INGRESS)) {
                if (rule.path("from").isEmpty() || rule.path("ports").isEmpty()) {
                  findings.add(policy.id() + " lets everybody in");
                }
              }
              for (JsonNode rule : policy.spec().path(EGRESS)) {
                if (rule.path("ports").isEmpty()) {
                  findings.add(policy.id() + " lets everything out");
                }
              }
            });
    return findings;
  }

  private static List<String> between(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .nodes()
        .forEach(
            node ->
                rendered
                    .nodes()
                    .forEach(
                        peer -> {
                          for (String port : List.of("17355", "7626")) {
                            need(rendered, node, INGRESS, "TCP", port, peer(peer), findings);
                            need(rendered, node, EGRESS, "TCP", port, peer(peer), findings);
                          }
                        }));
    return findings.stream().distinct().toList();
  }

  private static List<String> outside(Rendered rendered) {
    Predicate<JsonNode> system = namespace("kube-system");
    List<String> findings = new ArrayList<>();
    rendered
        .nodes()
        .forEach(
            node -> {
              need(rendered, node, EGRESS, "UDP", "53", system, findings);
              need(rendered, node, EGRESS, "TCP", "53", system, findings);
              for (String port : List.of("443", "6443")) {
                need(rendered, node, EGRESS, "TCP", port, JsonNode::isMissingNode, findings);
              }
            });
    return findings;
  }

  private static Predicate<JsonNode> namespace(String name) {
    return one ->
        name.equals(
            Manifest.strings(one.path("namespaceSelector").path("matchLabels"))
                .get("kubernetes.io/metadata.name"));
  }

  private static List<String> metrics(Rendered rendered) {
    Predicate<JsonNode> monitoring = namespace("monitoring");
    List<String> findings = new ArrayList<>();
    rendered
        .nodes()
        .forEach(node -> need(rendered, node, INGRESS, "TCP", "9464", monitoring, findings));
    return findings;
  }

  /** Workloads beside the processes are there to ask those. */
  private static List<String> askers(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    Set<String> asking = Set.of("console", "prometheus");
    for (Manifest asker :
        rendered.workloads().filter(one -> asking.contains(one.name())).toList()) {
      for (Manifest node : rendered.nodes().toList()) {
        need(rendered, node, INGRESS, "TCP", "9464", peer(asker), findings);
        need(rendered, asker, EGRESS, "TCP", "9464", peer(node), findings);
      }
    }
    return findings.stream().distinct().toList();
  }

  private static Predicate<JsonNode> peer(Manifest workload) {
    return one ->
        one.has("podSelector")
            && Manifest.selects(one.path("podSelector").path("matchLabels"), workload.podLabels());
  }

  /** Some policy for the node must have a rule with the port whose peers fit; none is everybody. */
  private static void need(
      Rendered rendered,
      Manifest node,
      String direction,
      String protocol,
      String port,
      Predicate<JsonNode> peer,
      List<String> findings) {
    Map<String, String> labels = node.podLabels();
    boolean allowed =
        rendered
            .of(Kind.NetworkPolicy)
            .filter(
                policy ->
                    Manifest.selects(policy.spec().path("podSelector").path("matchLabels"), labels))
            .filter(
                policy ->
                    list(policy.spec().path("policyTypes"))
                        .anyMatch(type -> type.asText().equalsIgnoreCase(direction)))
            .flatMap(policy -> list(policy.spec().path(direction)))
            .filter(rule -> hasPort(rule, protocol, port))
            .anyMatch(rule -> hasPeer(rule.path(direction.equals(INGRESS) ? "from" : "to"), peer));
    if (!allowed) {
      findings.add(node.id() + ": " + direction + " " + protocol + " " + port + " is blocked");
    }
  }

  private static boolean hasPort(JsonNode rule, String protocol, String port) {
    return list(rule.path("ports"))
        .anyMatch(
            one ->
                one.path("protocol").asText("TCP").equals(protocol)
                    && one.path("port").asText().equals(port));
  }

  private static boolean hasPeer(JsonNode peers, Predicate<JsonNode> peer) {
    return peers.isMissingNode() ? peer.test(peers) : list(peers).anyMatch(peer);
  }
}
