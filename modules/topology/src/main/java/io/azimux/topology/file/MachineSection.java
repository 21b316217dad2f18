package io.azimux.topology.file;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.iptables.IptablesException;
import io.azimux.topology.iptables.IptablesParser;
import io.azimux.topology.iptables.IptablesRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads guests: their NICs, iptables rules and servers. */
final class MachineSection {
  static final String NIC = "NIC";
  static final String MACHINE = "virtual machine";

  private static final String INTERFACE_NAME = "[a-z][a-z0-9]{0,14}";

  private final Names names;
  private final Map<String, Ipv4Prefix> subnets;
  private final AttachedSection attached;

  MachineSection(Names names, Map<String, Ipv4Prefix> subnets, AttachedSection attached) {
    this.names = names;
    this.attached = attached;
    this.subnets = subnets;
  }

  List<VirtualMachine> read(Value list) {
    List<VirtualMachine> machines = new ArrayList<>();
    list.items().forEach(item -> machines.add(machine(item)));
    return machines;
  }

  private VirtualMachine machine(Value value) {
    Fields fields =
        value.fields("name", "host", "ipForward", "networkInterfaces", "iptables", "listens");
    Value nameAt = fields.required("name");
    String name = nameAt.name();
    names.declare(PhysicalSection.ELEMENT, name, nameAt);
    names.declare(MACHINE, name, nameAt);
    Value host = fields.required("host");
    names.require(PhysicalSection.HOST, host.text(), host);

    Value nicList = fields.required("networkInterfaces");
    List<NetworkInterface> nics = new ArrayList<>();
    nicList.items().forEach(item -> nics.add(nic(name, host.text(), item)));
    if (nicList.isPresent() && nics.isEmpty()) {
      nicList.problem("a machine needs at least one NIC");
    }
    AttachedSection.checkMachine(nicList, nics);
    List<String> interfaces = nics.stream().map(NetworkInterface::name).toList();

    List<IptablesRule> rules = new ArrayList<>();
    fields.optional("iptables").items().forEach(item -> addRule(rules, item, interfaces));
    return new VirtualMachine(
        name,
        host.text(),
        fields.optional("ipForward").truth(false),
        nics,
        rules,
        ports(name, fields.optional("listens")));
  }

  private NetworkInterface nic(String machine, String host, Value value) {
    Fields fields =
        value.fields(
            "name",
            "subnet",
            "privateIPAddress",
            "enableIPForwarding",
            "networkSecurityGroup",
            AttachedSection.KEY);
    Value nameAt = fields.required("name");
    String name = nameAt.name();
    if (nameAt.isPresent() && !nameAt.isBroken() && !name.matches(INTERFACE_NAME)) {
      nameAt.problem("'" + name + "' is not an interface", "a name such as eth0");
    }
    names.declare(NIC, machine + "/" + name, nameAt);
    Value subnet = fields.required("subnet");
    names.require(NetworkSection.SUBNET, subnet.text(), subnet);
    Value addressAt = fields.required("privateIPAddress");
    Ipv4Address address = addressAt.address();
    Addresses.requirePrivate(address, addressAt);
    names.declare("private address of " + networkOf(subnet), address.toString(), addressAt);
    names.later(() -> checkAddress(address, addressAt, subnet));
    Value group = fields.optional("networkSecurityGroup");
    names.require(SecuritySection.GROUP, group.text(), group);
    return new NetworkInterface(
        machine,
        name,
        subnet.text(),
        address,
        fields.optional("enableIPForwarding").truth(false),
        group.text(),
        attached.read(fields.optional(AttachedSection.KEY), host));
  }

  private void checkAddress(Ipv4Address address, Value at, Value subnetAt) {
    Ipv4Prefix subnet = subnets.get(subnetAt.text());
    if (subnet == null || !at.isPresent() || at.isBroken()) {
      return;
    }
    if (!subnet.contains(address)) {
      at.problem(address + " is outside of its subnet " + subnetAt.text(), subnet.toString());
      return;
    }
    int offset = address.bits() - subnet.network();
    int last = ~Ipv4Prefix.mask(subnet.length());
    if (offset < 4 || offset == last) {
      at.problem(
          "Azure keeps " + address + " of subnet " + subnet,
          new Ipv4Address(subnet.network() + 4)
              + ".."
              + new Ipv4Address(subnet.network() + last - 1));
    }
  }

  private static String networkOf(Value subnet) {
    String text = subnet.text();
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  private void addRule(List<IptablesRule> rules, Value item, List<String> interfaces) {
    String line = item.text();
    if (line.isEmpty()) {
      return;
    }
    try {
      IptablesRule rule = IptablesParser.parse(line);
      requireInterface(rule.match().inInterface(), item, interfaces);
      requireInterface(rule.match().outInterface(), item, interfaces);
      rules.add(rule);
    } catch (IptablesException e) {
      item.problem(e.what(), e.valid());
    }
  }

  private void requireInterface(String name, Value item, List<String> interfaces) {
    if (!name.isEmpty() && !interfaces.contains(name) && !names.isDoubtful(NIC)) {
      item.problem("the guest has no interface '" + name + "'", Spelling.list(interfaces));
    }
  }

  private List<Integer> ports(String machine, Value list) {
    List<Integer> ports = new ArrayList<>();
    for (Value item : list.items()) {
      int port = item.integer(1, 65535);
      names.declare("port of " + machine, Integer.toString(port), item);
      ports.add(port);
    }
    return ports;
  }
}
