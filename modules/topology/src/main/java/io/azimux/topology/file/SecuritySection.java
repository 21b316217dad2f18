package io.azimux.topology.file;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.NetworkSecurityGroup;
import io.azimux.topology.NetworkSecurityGroup.SecurityRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads network security groups. */
final class SecuritySection {
  static final String GROUP = "network security group";

  /** Most rules of a group; a subnet's and a NIC's group are multiplied where both exist. */
  static final int MAX_RULES = 100;

  private static final List<String> TAGS =
      List.of("*", "Internet", "VirtualNetwork", "AzureLoadBalancer");

  private static final Map<String, Integer> PROTOCOLS = protocols();

  private final Names names;

  SecuritySection(Names names) {
    this.names = names;
  }

  List<NetworkSecurityGroup> read(Value list) {
    List<NetworkSecurityGroup> groups = new ArrayList<>();
    for (Value item : list.items()) {
      Fields fields = item.fields("name", "securityRules");
      String name = fields.required("name").name();
      names.declare(GROUP, name, fields.required("name"));
      groups.add(new NetworkSecurityGroup(name, rules(name, fields.required("securityRules"))));
    }
    return groups;
  }

  private List<SecurityRule> rules(String group, Value list) {
    List<SecurityRule> rules = new ArrayList<>();
    list.items().forEach(item -> rules.add(rule(group, item)));
    if (rules.size() > MAX_RULES) {
      list.problem(rules.size() + " rules", "at most " + MAX_RULES);
    }
    return rules;
  }

  private SecurityRule rule(String group, Value value) {
    Fields fields =
        value.fields(
            "name",
            "priority",
            "direction",
            "access",
            "protocol",
            "sourceAddressPrefix",
            "sourcePortRange",
            "destinationAddressPrefix",
            "destinationPortRange");
    String name = fields.required("name").name();
    names.declare("security rule of " + group, name, fields.required("name"));
    Value priorityAt = fields.required("priority");
    int priority = priorityAt.integer(100, 4096);
    boolean inbound =
        fields.required("direction").choice(ordered("Inbound", true, "Outbound", false));
    if (priorityAt.isPresent()) {
      names.declare(
          (inbound ? "inbound" : "outbound") + " priority of " + group,
          Integer.toString(priority),
          priorityAt);
    }
    return new SecurityRule(
        name,
        priority,
        inbound,
        fields.required("access").choice(ordered("Allow", true, "Deny", false)),
        fields.required("protocol").choice(PROTOCOLS),
        addressPrefix(fields.required("sourceAddressPrefix")),
        portRange(fields.optional("sourcePortRange")),
        addressPrefix(fields.required("destinationAddressPrefix")),
        portRange(fields.required("destinationPortRange")));
  }

  private static String addressPrefix(Value value) {
    String text = value.text();
    if (text.isEmpty() || TAGS.contains(text)) {
      return text;
    }
    try {
      return Ipv4Prefix.parse(text).toString();
    } catch (IllegalArgumentException e) {
      value.problem(
          "'" + text + "' is neither a prefix nor a service tag",
          "a.b.c.d/0..32, " + Spelling.list(TAGS));
      return "*";
    }
  }

  private static PortRange portRange(Value value) {
    String text = value.text();
    if (text.isEmpty() || text.equals("*")) {
      return PortRange.ANY;
    }
    if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
      value.problem("'" + text + "' is not a port range", "0..65535, a-b, *");
      return PortRange.ANY;
    }
    int dash = text.indexOf('-');
    int from = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    int to = dash < 0 ? from : Integer.parseInt(text.substring(dash + 1));
    if (from > to || to > 65535) {
      value.problem("'" + text + "' is not a port range", "0..65535, a-b with a <= b, *");
      return PortRange.ANY;
    }
    return new PortRange(from, to);
  }

  private static Map<String, Boolean> ordered(String one, boolean a, String other, boolean b) {
    Map<String, Boolean> choices = new LinkedHashMap<>();
    choices.put(one, a);
    choices.put(other, b);
    return choices;
  }

  private static Map<String, Integer> protocols() {
    Map<String, Integer> protocols = new LinkedHashMap<>();
    protocols.put("Tcp", 6);
    protocols.put("Udp", 17);
    protocols.put("Icmp", 1);
    protocols.put("Esp", 50);
    protocols.put("Ah", 51);
    protocols.put("*", AccessRule.ANY_PROTOCOL);
    return protocols;
  }
}
