package io.azimux.topology.iptables;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.Words.Word;
import java.util.List;

/** The values that options take. */
final class IptablesValues {
  static final int ANY_PROTOCOL = AccessRule.ANY_PROTOCOL;

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private IptablesValues() {}

  static boolean hasPorts(int protocol) {
    return protocol == TCP || protocol == UDP;
  }

  static boolean isPrefix(String text) {
    try {
      Ipv4Prefix.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static Ipv4Address address(Word word, String text) throws IptablesException {
    try {
      return Ipv4Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw word.problem(String.valueOf(e.getMessage()), "one address a.b.c.d");
    }
  }

  /** As iptables does, clears bits behind the prefix length. */
  static Ipv4Prefix prefix(Word word) throws IptablesException {
    String valid = "a.b.c.d, a.b.c.d/0..32";
    int slash = word.text().indexOf('/');
    try {
      if (slash < 0) {
        return Ipv4Prefix.parse(word.text());
      }
      String digits = word.text().substring(slash + 1);
      if (!digits.matches("[0-9]{1,2}") || Integer.parseInt(digits) > 32) {
        throw word.problem("'" + digits + "' is not a prefix length", valid);
      }
      int length = Integer.parseInt(digits);
      int bits = Ipv4Address.parse(word.text().substring(0, slash)).bits();
      return new Ipv4Prefix(bits & Ipv4Prefix.mask(length), length);
    } catch (IllegalArgumentException e) {
      throw word.problem(String.valueOf(e.getMessage()), valid);
    }
  }

  static int protocol(Word word) throws IptablesException {
    String text = word.text();
    switch (text) {
      case "tcp":
        return TCP;
      case "udp":
        return UDP;
      case "icmp":
        return ICMP;
      case "all":
        return ANY_PROTOCOL;
      default:
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
          throw word.problem(
              "protocol '" + text + "' is not known", "tcp, udp, icmp, all, a number 0..255");
        }
        int number = Integer.parseInt(text);
        return number == 0 ? ANY_PROTOCOL : number;
    }
  }

  static String interfaceName(Word word) throws IptablesException {
    if (!word.text().matches("[A-Za-z][A-Za-z0-9_.-]{0,14}")) {
      throw word.problem("'" + word.text() + "' is not an interface", "a name such as eth0");
    }
    return word.text();
  }

  /** A port, or a range in which either end may be left out. */
  static PortRange ports(Word word) throws IptablesException {
    String text = word.text();
    int colon = text.indexOf(':');
    if (colon < 0) {
      int port = port(word, text);
      return new PortRange(port, port);
    }
    int from = colon == 0 ? 0 : port(word, text.substring(0, colon));
    int to = colon == text.length() - 1 ? 65535 : port(word, text.substring(colon + 1));
    if (from > to) {
      throw word.problem("port range '" + text + "' runs backwards", to + ":" + from);
    }
    return new PortRange(from, to);
  }

  static int port(Word word, String text) throws IptablesException {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
      throw word.problem("'" + text + "' is not a port", "0..65535");
    }
    return Integer.parseInt(text);
  }

  static String targetsOf(Chain chain) {
    return String.join(", ", targets(chain));
  }

  static void requireTarget(Word jump, Chain chain) throws IptablesException {
    if (!targets(chain).contains(jump.text())) {
      throw jump.problem(
          "no target '" + jump.text() + "' in chain " + chain.name(), targetsOf(chain));
    }
  }

  private static List<String> targets(Chain chain) {
    return switch (chain) {
      case PREROUTING -> List.of("DNAT", "ACCEPT");
      case POSTROUTING -> List.of("SNAT", "MASQUERADE", "ACCEPT");
      case FORWARD -> List.of("ACCEPT", "DROP");
    };
  }
}
