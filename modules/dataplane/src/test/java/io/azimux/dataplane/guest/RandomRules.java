package io.azimux.dataplane.guest;

import io.azimux.node.RandomSource;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.List;

/** Rules and flows drawn from a seed, out of so few values that most rules match some flow. */
final class RandomRules {
  private static final List<String> CLIENTS = List.of("1.0.0.1", "1.0.0.2", "1.0.0.130", "9.9.9.9");
  private static final List<String> SOURCES =
      List.of("", "", " -s 1.0.0.0/24", " -s 1.0.0.0/25", " -s 1.0.0.1", " -s 10.0.2.0/24");
  private static final List<String> DESTINATIONS =
      List.of("", "", "", " -d 10.0.1.4", " -d 10.0.2.0/24", " -d 8.8.8.8");
  private static final List<String> SERVERS =
      List.of("10.0.2.6", "10.0.2.7", "10.0.1.99", "10.0.1.4", "10.0.2.4", "8.8.4.4");
  private static final List<String> TARGETS =
      List.of("10.0.1.4", "10.0.1.4", "10.0.2.6", "10.0.2.7", "8.8.8.8", "10.0.2.4");
  private static final int FIRST_SOURCE = 5_000;
  private static final int SOURCE_PORTS = 4;
  private static final List<Integer> PORTS = List.of(22, 80, 443, 8_080);

  private final RandomSource random;

  RandomRules(RandomSource random) {
    this.random = random;
  }

  /** Command lines of iptables, in order. */
  List<String> rules() {
    List<String> rules = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      rules.add("iptables -t nat -A PREROUTING" + matches(true, false) + destinationTarget());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      rules.add("iptables -t nat -A POSTROUTING" + matches(false, true) + sourceTarget());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      rules.add(
          "iptables -A FORWARD"
              + matches(true, true)
              + (random.chance(0.5) ? " -j DROP" : " -j ACCEPT"));
    }
    return rules;
  }

  private String matches(boolean in, boolean out) {
    StringBuilder text = new StringBuilder(pick(SOURCES)).append(pick(DESTINATIONS));
    if (in && random.chance(0.3)) {
      text.append(" -i eth").append(random.nextInt(2));
    }
    if (out && random.chance(0.3)) {
      text.append(" -o eth").append(random.nextInt(2));
    }
    protocol = List.of("", "tcp", "tcp", "udp", "icmp").get(random.nextInt(5));
    if (!protocol.isEmpty()) {
      text.append(" -p ").append(protocol);
      if (!protocol.equals("icmp") && random.chance(0.4)) {
        text.append(random.chance(0.7) ? " --dport " : " --sport ").append(ports());
      }
    }
    return text.toString();
  }

  private String protocol = "";

  private String ports() {
    int port = random.chance(0.5) ? PORTS.get(random.nextInt(PORTS.size())) : FIRST_SOURCE;
    return random.chance(0.5) ? Integer.toString(port) : port + ":" + (port + random.nextInt(60));
  }

  private String destinationTarget() {
    if (random.chance(0.15)) {
      return " -j ACCEPT";
    }
    boolean port = (protocol.equals("tcp") || protocol.equals("udp")) && random.chance(0.4);
    return " -j DNAT --to-destination "
        + pick(SERVERS)
        + (port ? ":" + PORTS.get(random.nextInt(PORTS.size())) : "");
  }

  private String sourceTarget() {
    return switch (random.nextInt(4)) {
      case 0 -> " -j ACCEPT";
      case 1 -> " -j SNAT --to-source 10.0.2.100";
      default -> " -j MASQUERADE";
    };
  }

  /** The tuple of a first packet, from a client on the side of eth0, or now and then of eth1. */
  FiveTuple flow(int nic) {
    int protocol = random.chance(0.7) ? Ipv4.TCP : Ipv4.UDP;
    String source = nic == 0 ? pick(CLIENTS) : "10.0.2." + (6 + random.nextInt(3));
    return new FiveTuple(
        Ipv4Address.parse(source),
        Ipv4Address.parse(pick(TARGETS)),
        protocol,
        FIRST_SOURCE + random.nextInt(SOURCE_PORTS),
        PORTS.get(random.nextInt(PORTS.size())));
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
