package io.azimux.topology.file;

import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.VirtualNetwork.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads virtual networks and their subnets. */
final class NetworkSection {
  static final String SUBNET = "subnet";

  private static final int MAX_VNI = (1 << 24) - 1;

  private final Names names;

  /** Prefix of each subnet that was read without a mistake, by {@code vnet/subnet}. */
  private final Map<String, Ipv4Prefix> subnets = new LinkedHashMap<>();

  NetworkSection(Names names) {
    this.names = names;
  }

  Map<String, Ipv4Prefix> subnets() {
    return subnets;
  }

  List<VirtualNetwork> read(Value list) {
    List<VirtualNetwork> networks = new ArrayList<>();
    list.items().forEach(item -> networks.add(network(item)));
    return networks;
  }

  private VirtualNetwork network(Value value) {
    Fields fields = value.fields("name", "vni", "addressSpace", "subnets");
    Value nameAt = fields.required("name");
    String name = nameAt.name();
    names.declare("virtual network", name, nameAt);
    if (nameAt.isBroken()) {
      names.doubt(SUBNET);
    }
    Value vniAt = fields.required("vni");
    int vni = vniAt.integer(1, MAX_VNI);
    if (vniAt.isPresent()) {
      names.declare("VNI", Integer.toString(vni), vniAt);
    }
    List<Ipv4Prefix> space = addressSpace(fields.required("addressSpace"));
    List<Subnet> read = new ArrayList<>();
    List<Ipv4Prefix> earlier = new ArrayList<>();
    for (Value item : fields.required("subnets").items()) {
      read.add(subnet(item, name, space, earlier));
    }
    return new VirtualNetwork(name, vni, space, read);
  }

  private static List<Ipv4Prefix> addressSpace(Value value) {
    List<Ipv4Prefix> space = new ArrayList<>();
    Value prefixes = value.fields("addressPrefixes").required("addressPrefixes");
    for (Value item : prefixes.items()) {
      Ipv4Prefix prefix = item.prefix();
      if (!item.isBroken() && !Addresses.isPrivate(prefix)) {
        item.problem(prefix + " is not in a private range", Addresses.PRIVATE_RANGES);
      }
      space.add(prefix);
    }
    if (prefixes.isPresent() && space.isEmpty()) {
      prefixes.problem("at least one prefix is needed");
    }
    return space;
  }

  private Subnet subnet(
      Value value, String network, List<Ipv4Prefix> space, List<Ipv4Prefix> earlier) {
    Fields fields = value.fields("name", "addressPrefix", "networkSecurityGroup");
    Value nameAt = fields.required("name");
    String name = nameAt.name();
    names.declare(SUBNET, network + "/" + name, nameAt);
    Value prefixAt = fields.required("addressPrefix");
    Ipv4Prefix prefix = prefixAt.prefix();
    if (prefixAt.isPresent() && !prefixAt.isBroken()) {
      checkPrefix(prefix, prefixAt, space, earlier);
      earlier.add(prefix);
      subnets.putIfAbsent(network + "/" + name, prefix);
    }
    Value group = fields.optional("networkSecurityGroup");
    names.require(SecuritySection.GROUP, group.text(), group);
    return new Subnet(name, prefix, group.text());
  }

  private static void checkPrefix(
      Ipv4Prefix prefix, Value at, List<Ipv4Prefix> space, List<Ipv4Prefix> earlier) {
    if (space.stream().noneMatch(outer -> Addresses.covers(outer, prefix))) {
      at.problem(
          "subnet " + prefix + " is outside of the address space",
          Spelling.list(space.stream().map(Ipv4Prefix::toString).toList()));
    }
    for (Ipv4Prefix other : earlier) {
      if (Addresses.overlap(prefix, other)) {
        at.problem("subnet " + prefix + " overlaps subnet " + other);
      }
    }
    if (prefix.length() > 29) {
      at.problem("subnet " + prefix + " is too small: Azure keeps 5 addresses of each", "/29");
    }
  }
}
