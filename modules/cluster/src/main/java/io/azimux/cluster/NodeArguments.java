package io.azimux.cluster;

import io.azimux.cluster.json.JsonReader;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a process.
 *
 * <pre>
 * --scenario FILE        scenario file (required)
 * --jvm NAME             name of this process in the plan (required)
 * --placement P          one-jvm, per-role, per-machine, per-element; default: what the file says
 * --elements A,B         elements to host; default: those of --jvm in the plan
 * --seeds H:P,H:P        processes to join through; without it the process forms a cluster alone
 * --seed-jvms N,N        the same, by name: waits until one of RUNDIR/N.json tells an address
 * --host H --port P      address for other processes; default 127.0.0.1 and any free port
 * --http-host H --http-port P   address of the endpoint; the same defaults
 * --run-dir DIR          where NAME.json and NAME.log go
 * --seed N               seed of the elements' random sources; default 1
 * --life N               how often elements of this process were started before; default 0
 * --set KEY=VALUE        changes the file; may stand several times
 * --settings JSON        settings of the world; default: those of the file
 * --mutate NAME          mutation of the file to apply
 * --exit-with-parent     end when standard input ends
 * </pre>
 *
 * <p>The token for commands comes in the environment variable {@code AZIMUX_TOKEN}, since command
 * lines are seen by every user of a machine.
 */
record NodeArguments(Map<String, String> values) {
  /** Environment variable with the token. */
  static final String TOKEN_VARIABLE = "AZIMUX_TOKEN";

  private static final String LOOPBACK = "127.0.0.1";
  private static final Set<String> SWITCHES = Set.of("exit-with-parent");
  private static final Set<String> OPTIONS =
      Set.of(
          "scenario",
          "jvm",
          "placement",
          "elements",
          "seeds",
          "seed-jvms",
          "host",
          "port",
          "http-host",
          "http-port",
          "run-dir",
          "seed",
          "life",
          "set",
          "settings",
          "mutate");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException saying which argument is wrong
   */
  static NodeArguments parse(String... arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (SWITCHES.contains(name)) {
        values.put(name, "true");
      } else if (!OPTIONS.contains(name)) {
        throw new IllegalArgumentException("unknown argument '" + arguments[i] + "'");
      } else if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value");
      } else {
        values.merge(name, arguments[++i], name.equals("set") ? NodeArguments::both : (a, b) -> b);
      }
    }
    NodeArguments parsed = new NodeArguments(values);
    parsed.required("scenario");
    parsed.required("jvm");
    return parsed;
  }

  private static String both(String one, String other) {
    return one + "\n" + other;
  }

  /** Changes to the file. */
  List<String> changes() {
    return values.getOrDefault("set", "").lines().toList();
  }

  private String required(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  Path scenario() {
    return Path.of(required("scenario"));
  }

  String jvm() {
    return required("jvm");
  }

  Scenario.Placement placement(Scenario.Placement otherwise) {
    String value = values.get("placement");
    if (value == null) {
      return otherwise;
    }
    String constant = value.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(Scenario.Placement.values())
        .filter(placement -> placement.name().equals(constant))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--placement '"
                        + value
                        + "' is none of one-jvm, per-role, per-machine, per-element"));
  }

  /** Elements to host; empty where the plan tells. */
  List<String> elements() {
    return list("elements");
  }

  List<String> seeds() {
    return list("seeds");
  }

  List<String> seedJvms() {
    return list("seed-jvms");
  }

  private List<String> list(String name) {
    return Arrays.stream(values.getOrDefault(name, "").split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  InetSocketAddress artery() {
    return address("host", "port");
  }

  InetSocketAddress http() {
    return address("http-host", "http-port");
  }

  private InetSocketAddress address(String host, String port) {
    return new InetSocketAddress(
        values.getOrDefault(host, LOOPBACK), (int) number(port, 0, 0, 65_535));
  }

  long seed() {
    return number("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long number(String name, long otherwise, long from, long to) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= from && value <= to) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException("--" + name + " '" + text + "' is no number", noNumber);
    }
    throw new IllegalArgumentException("--" + name + " " + text + " is not " + from + ".." + to);
  }

  @Nullable Path runDirectory() {
    String value = values.get("run-dir");
    return value == null ? null : Path.of(value);
  }

  boolean exitWithParent() {
    return values.containsKey("exit-with-parent");
  }

  int life() {
    return (int) number("life", 0, 0, Integer.MAX_VALUE);
  }

  /** Settings that hold instead of those of the file. */
  Optional<Settings> settings() {
    String json = values.get("settings");
    return json == null
        ? Optional.empty()
        : Optional.of(JsonReader.read(JsonReader.parse(json), Settings.class));
  }

  /** Name of the mutation to apply. */
  Optional<String> mutation() {
    return Optional.ofNullable(values.get("mutate"));
  }
}
