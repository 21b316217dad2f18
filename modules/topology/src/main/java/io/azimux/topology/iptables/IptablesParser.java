package io.azimux.topology.iptables;

import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Match;
import io.azimux.topology.iptables.IptablesRule.Target;
import io.azimux.topology.iptables.Words.Word;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads command lines as one types them: {@code sudo iptables -t nat -A PREROUTING -p tcp -j DNAT
 * --to-destination 10.0.2.6}. Options and their meaning follow iptables(8); what a guest does not
 * emulate is refused, never skipped.
 */
public final class IptablesParser {
  /** Every option with its short or usual name; the order is that of messages. */
  private static final Map<String, String> OPTIONS = options();

  private static final Set<String> MATCHES = Set.of("tcp", "udp", "comment");

  private final String line;
  private final Words words;
  private final Map<String, Word> values = new LinkedHashMap<>();

  private IptablesParser(String line) throws IptablesException {
    this.line = line;
    this.words = Words.of(line);
  }

  /**
   * Reads one command line.
   *
   * @throws IptablesException saying what is wrong, at which word, and what could stand there
   */
  public static IptablesRule parse(String line) throws IptablesException {
    IptablesParser parser = new IptablesParser(line);
    parser.readCommand();
    while (parser.words.hasNext()) {
      parser.readOption();
    }
    return parser.rule();
  }

  private void readCommand() throws IptablesException {
    if (words.peek().text().equals("sudo")) {
      words.next();
    }
    Word command = words.peek();
    if (!command.text().equals("iptables")) {
      throw command.problem("'" + command.text() + "' is not the command", "iptables");
    }
    words.next();
  }

  private void readOption() throws IptablesException {
    Word option = words.next();
    if (option.text().equals("!")) {
      throw option.problem("negation is not emulated", String.join(", ", namesOfOptions()));
    }
    String name = OPTIONS.get(option.text());
    if (name == null) {
      throw option.problem("unknown option '" + option.text() + "'", joinedOptions());
    }
    if (!words.hasNext()) {
      throw words.peek().problem("'" + option.text() + "' needs a value", "");
    }
    Word value = words.next();
    if (name.equals("-m")) {
      requireMatch(value);
    } else if (values.put(name, value) != null) {
      throw option.problem("'" + name + "' stands there twice", "");
    }
    if (name.equals("-s") || name.equals("-d")) {
      refuseSpaceInAddress(value);
    }
  }

  private static void requireMatch(Word value) throws IptablesException {
    if (!MATCHES.contains(value.text())) {
      throw value.problem("match '" + value.text() + "' is not emulated", "tcp, udp, comment");
    }
  }

  /** An address printed with a blank in it is the likeliest slip of a copied line. */
  private void refuseSpaceInAddress(Word value) throws IptablesException {
    String joined = value.text() + words.peek().text();
    if (IptablesValues.isPrefix(joined) && !IptablesValues.isPrefix(value.text())) {
      throw value.problem("'" + value.text() + "' is cut off by a space", joined);
    }
  }

  private IptablesRule rule() throws IptablesException {
    Chain chain = chain();
    Word source = values.get("-s");
    Word destination = values.get("-d");
    Match match =
        new Match(
            source == null ? Ipv4Prefix.ANY : IptablesValues.prefix(source),
            destination == null ? Ipv4Prefix.ANY : IptablesValues.prefix(destination),
            protocol(),
            interfaceName("-i", chain == Chain.POSTROUTING),
            interfaceName("-o", chain == Chain.PREROUTING),
            ports("--sport"),
            ports("--dport"));
    return new IptablesRule(chain, match, target(chain), line);
  }

  private Chain chain() throws IptablesException {
    Word table = values.get("-t");
    String tableName = table == null ? "filter" : table.text();
    if (table != null && !tableName.equals("nat") && !tableName.equals("filter")) {
      throw table.problem("table '" + tableName + "' is not emulated", "nat, filter");
    }
    Word chain = values.get("-A");
    if (chain == null) {
      throw words.peek().problem("no chain to append to", "-A PREROUTING|POSTROUTING|FORWARD");
    }
    boolean nat = tableName.equals("nat");
    switch (chain.text()) {
      case "PREROUTING":
      case "POSTROUTING":
        if (nat) {
          return Chain.valueOf(chain.text());
        }
        throw chain.problem(chain.text() + " is not in table filter", "-t nat, or chain FORWARD");
      case "FORWARD":
        if (!nat) {
          return Chain.FORWARD;
        }
        throw chain.problem("FORWARD is not in table nat", "PREROUTING, POSTROUTING");
      default:
        throw chain.problem(
            "no chain '" + chain.text() + "' in table " + tableName,
            nat ? "PREROUTING, POSTROUTING" : "FORWARD");
    }
  }

  private int protocol() throws IptablesException {
    Word value = values.get("-p");
    return value == null ? IptablesValues.ANY_PROTOCOL : IptablesValues.protocol(value);
  }

  private boolean hasPorts() throws IptablesException {
    return IptablesValues.hasPorts(protocol());
  }

  private String interfaceName(String option, boolean impossible) throws IptablesException {
    Word value = values.get(option);
    if (value == null) {
      return "";
    }
    if (impossible) {
      throw value.problem(
          option.equals("-i")
              ? "-i cannot be used in POSTROUTING: the packet is on its way out"
              : "-o cannot be used in PREROUTING: the packet is not routed yet",
          option.equals("-i") ? "-o" : "-i");
    }
    return IptablesValues.interfaceName(value);
  }

  private PortRange ports(String option) throws IptablesException {
    Word value = values.get(option);
    if (value == null) {
      return PortRange.ANY;
    }
    if (!hasPorts()) {
      throw value.problem(option + " needs a protocol that has ports", "-p tcp, -p udp");
    }
    return IptablesValues.ports(value);
  }

  private Target target(Chain chain) throws IptablesException {
    Word jump = values.get("-j");
    if (jump == null) {
      throw words.peek().problem("no target", "-j " + IptablesValues.targetsOf(chain));
    }
    IptablesValues.requireTarget(jump, chain);
    Target target =
        switch (jump.text()) {
          case "DNAT" -> dnat(jump);
          case "SNAT" -> snat(jump);
          case "MASQUERADE" -> new Target.Masquerade();
          case "ACCEPT" -> new Target.Accept();
          default -> new Target.Drop();
        };
    refuseForeign("--to-destination", target instanceof Target.Dnat, "DNAT");
    refuseForeign("--to-source", target instanceof Target.Snat, "SNAT");
    return target;
  }

  private Target dnat(Word jump) throws IptablesException {
    Word to = requiredFor(jump, "--to-destination");
    int colon = to.text().indexOf(':');
    if (colon < 0) {
      return new Target.Dnat(address(to, to.text()), 0);
    }
    if (!hasPorts()) {
      throw to.problem("a port needs a protocol that has ports", "-p tcp, -p udp");
    }
    int port = IptablesValues.port(to, to.text().substring(colon + 1));
    if (port == 0) {
      throw to.problem("port 0 cannot be a destination", "1..65535");
    }
    return new Target.Dnat(address(to, to.text().substring(0, colon)), port);
  }

  private Target snat(Word jump) throws IptablesException {
    Word to = requiredFor(jump, "--to-source");
    return new Target.Snat(address(to, to.text()));
  }

  private static Ipv4Address address(Word word, String text) throws IptablesException {
    return IptablesValues.address(word, text);
  }

  private Word requiredFor(Word jump, String option) throws IptablesException {
    Word value = values.get(option);
    if (value == null) {
      throw jump.problem(jump.text() + " needs " + option, option + " a.b.c.d");
    }
    return value;
  }

  private void refuseForeign(String option, boolean fits, String owner) throws IptablesException {
    @Nullable Word value = values.get(option);
    if (value != null && !fits) {
      throw value.problem(option + " belongs to another target", "-j " + owner);
    }
  }

  private static String joinedOptions() {
    return String.join(", ", namesOfOptions());
  }

  private static Set<String> namesOfOptions() {
    return new java.util.LinkedHashSet<>(OPTIONS.values());
  }

  private static Map<String, String> options() {
    String[][] aliases = {
      {"-t", "--table"},
      {"-A", "--append"},
      {"-s", "--source", "--src"},
      {"-d", "--destination", "--dst"},
      {"-p", "--protocol", "--proto"},
      {"-i", "--in-interface"},
      {"-o", "--out-interface"},
      {"--sport", "--source-port"},
      {"--dport", "--destination-port"},
      {"-m", "--match"},
      {"--comment"},
      {"-j", "--jump"},
      {"--to-destination"},
      {"--to-source"},
    };
    Map<String, String> names = new LinkedHashMap<>();
    for (String[] option : aliases) {
      for (String alias : option) {
        names.put(alias, option[0]);
      }
    }
    return names;
  }
}
