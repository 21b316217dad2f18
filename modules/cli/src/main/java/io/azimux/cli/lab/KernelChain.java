package io.azimux.cli.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chain of the text without an emulator: a PC, a router, a load balancer that translates the
 * destination and puts packets into VXLAN, two hosts that bridge tunnels to their guests, an NVA
 * with the same iptables, a server. What the kernel does with it is what the emulator is measured
 * against.
 */
public final class KernelChain {
  /** The PC's namespace. */
  public static final String CLIENT = Guest.PREFIX + "k-pc";

  /** The server's namespace. */
  public static final String SERVER = Guest.PREFIX + "k-vm";

  private static final String ROUTER = Guest.PREFIX + "k-router";
  private static final String BALANCER = Guest.PREFIX + "k-lb";
  private static final String HOST_A = Guest.PREFIX + "k-host-a";
  private static final String HOST_B = Guest.PREFIX + "k-host-b";
  private static final String NVA = Guest.PREFIX + "k-nva";

  private static final String FRONTEND = "20.240.9.27";

  private final List<List<String>> commands = new ArrayList<>();

  private KernelChain() {}

  /** Names of its namespaces. */
  static List<String> names() {
    return List.of(CLIENT, ROUTER, BALANCER, HOST_A, NVA, HOST_B, SERVER);
  }

  /** The commands that build it, with the mark on every namespace. */
  static List<List<String>> commands(String mark) {
    KernelChain chain = new KernelChain();
    for (String name : names()) {
      chain.add("ip netns add " + name);
      chain.add(Map.of("MARK", mark), "ip -n " + name + " link set lo alias MARK up");
      chain.inside(name, "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
      chain.inside(name, "echo 1 > /proc/sys/net/ipv4/ip_forward");
    }
    chain.provider();
    chain.tunnels();
    chain.guests();
    return Collections.unmodifiableList(chain.commands);
  }

  /** Links between machines, which are routed. */
  private void provider() {
    link(CLIENT, "eth0", "141.192.166.93/24", ROUTER, "pc0", "141.192.166.1/24");
    link(BALANCER, "eth0", "10.255.1.1/24", ROUTER, "lb0", "10.255.1.254/24");
    link(HOST_A, "eth0", "10.255.2.1/24", ROUTER, "a0", "10.255.2.254/24");
    link(HOST_B, "eth0", "10.255.3.1/24", ROUTER, "b0", "10.255.3.254/24");
    route(CLIENT, "default", "141.192.166.1");
    route(BALANCER, "default", "10.255.1.254");
    route(HOST_A, "default", "10.255.2.254");
    route(HOST_B, "default", "10.255.3.254");
    route(ROUTER, FRONTEND, "10.255.1.1");
  }

  private void tunnels() {
    tunnel(BALANCER, "vx0", 10_001, "10.255.1.1", "10.255.2.1");
    add("ip -n " + BALANCER + " address add 10.0.1.100/24 dev vx0");
    tunnel(HOST_A, "vx0", 10_001, "10.255.2.1", "10.255.1.1");
    tunnel(HOST_A, "vx1", 10_002, "10.255.2.1", "10.255.3.1");
    tunnel(HOST_B, "vx1", 10_002, "10.255.3.1", "10.255.2.1");
    add(
        "ip netns exec %s iptables -t nat -A PREROUTING -d %s -j DNAT --to-destination 10.0.1.4"
            .formatted(BALANCER, FRONTEND));
  }

  private void guests() {
    Map<String, String> bridges = new LinkedHashMap<>();
    bridges.put("vx0", "nva0");
    bridges.put("vx1", "nva1");
    link(NVA, "eth0", "10.0.1.4/24", HOST_A, "nva0", "");
    link(NVA, "eth1", "10.0.2.4/24", HOST_A, "nva1", "");
    link(SERVER, "eth0", "10.0.2.6/24", HOST_B, "vm0", "");
    bridges.forEach((tunnel, nic) -> bridge(HOST_A, "br-" + tunnel, tunnel, nic));
    bridge(HOST_B, "br-vx1", "vx1", "vm0");
    route(NVA, "default", "10.0.1.100");
    String nat = "ip netns exec " + NVA + " iptables -t nat -A ";
    add(nat + "PREROUTING -s 141.192.166.93 -j DNAT --to-destination 10.0.2.6");
    add(nat + "POSTROUTING -s 141.192.166.93 -o eth1 -j MASQUERADE");
  }

  private void link(
      String one, String oneName, String oneAddress, String other, String name, String address) {
    add(
        "ip -n %s link add %s mtu 1600 type veth peer name %s mtu 1600 netns %s"
            .formatted(one, oneName, name, other));
    for (String[] end : new String[][] {{one, oneName, oneAddress}, {other, name, address}}) {
      if (!end[2].isEmpty()) {
        add("ip -n %s address add %s dev %s".formatted(end[0], end[2], end[1]));
      }
      add("ip -n %s link set %s up".formatted(end[0], end[1]));
    }
  }

  private void tunnel(String where, String name, int vni, String local, String remote) {
    add(
        "ip -n %s link add %s mtu 1500 type vxlan id %d local %s remote %s dstport 4789 dev eth0"
            .formatted(where, name, vni, local, remote));
    add("ip -n %s link set %s up".formatted(where, name));
  }

  private void bridge(String where, String name, String... ports) {
    add("ip -n %s link add %s type bridge".formatted(where, name));
    for (String port : ports) {
      add("ip -n %s link set %s master %s".formatted(where, port, name));
    }
    add("ip -n %s link set %s up".formatted(where, name));
  }

  private void route(String where, String to, String via) {
    add("ip -n %s route add %s via %s".formatted(where, to, via));
  }

  private void inside(String where, String shell) {
    commands.add(List.of("ip", "netns", "exec", where, "sh", "-c", shell));
  }

  private void add(String command) {
    commands.add(List.of(command.split(" ")));
  }

  /** The same with words that may have spaces in them. */
  private void add(Map<String, String> words, String command) {
    List<String> all = new ArrayList<>();
    for (String word : command.split(" ")) {
      all.add(words.getOrDefault(word, word));
    }
    commands.add(all);
  }
}
