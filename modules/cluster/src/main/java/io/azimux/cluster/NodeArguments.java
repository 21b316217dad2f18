package io.azimux.cluster;

import io.azimux.cluster.bootstrap.Bootstrap;
import io.azimux.cluster.json.JsonReader;
import io.azimux.gateway.socket.Transport;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a process, and its environment: what is left out in the former may stand in
 * the latter, {@code --http-port} as {@code AZIMUX_HTTP_PORT}. An empty variable counts as none.
 *
 * <pre>
 * --scenario FILE        scenario file (required)
 * --jvm NAME             name of this process in the plan (required); "mux-#" takes the number from
 *                        the end of this machine's name
 * --placement P          one-jvm, per-role, per-machine, per-element; default: what the file says
 * --elements A,B         elements to host; default: those of --jvm in the plan
 * --seeds H:P,H:P        processes to join through; without it the process forms a cluster alone
 * --seed-jvms N,N        the same, by name: waits until one of RUNDIR/N.json tells an address
 * --bootstrap kubernetes  looks for the others among the pods of its namespace instead
 * --management-port P    where it answers them and Kubernetes then; default 7626
 * --tls DIR              directory with tls.crt, tls.key and ca.crt: mutual TLS between processes
 * --join-within SECONDS  when to give up if none of them answers, 0 for never; default 60
 * --host H --port P      address for other processes; default 127.0.0.1 and any free port; "self" is
 *                        this machine's own address
 * --bind-host H --bind-port P   where to listen for them, if that is another address
 * --http-host H --http-port P   address of the endpoint; the same defaults
 * --run-dir DIR          where NAME.json and NAME.log go
 * --seed N               seed of the elements' random sources; default 1
 * --life N               how often elements of this process were started before; default 0; "clock"
 *                        takes the second in which it was started, where nobody counts
 * --token-file FILE      file with the token; whoever finds none makes one
 * --set KEY=VALUE        changes the file; may stand several times
 * --settings JSON        settings of the world; default: those of the file
 * --mutate NAME          mutation of the file to apply
 * --attach-transport T   how sockets of attached guests are served: auto, epoll, nio; default auto
 * --cuttable             can be told to send nothing to others; so it is anyway where the file has cuts
 * --exit-with-parent     end when standard input ends
 * </pre>
 *
 * <p>The token for commands comes in the environment variable {@code AZIMUX_TOKEN}, since command
 * lines are seen by every user of a machine.
 */
record NodeArguments(Map<String, String> values) {
  /** Environment variable with the token. */
  static final String TOKEN_VARIABLE = "AZIMUX_TOKEN";

  /** In the name of a process: the number at the end of the machine's name. */
  private static final String NUMBER = "#";

  private static final String SELF = "self";
  private static final String CLOCK = "clock";
  private static final String KUBERNETES = "kubernetes";
  private static final String LOOPBACK = "127.0.0.1";
  private static final long JOIN_WITHIN = 60;

  /**
   * Reads a command line.
   *
   * @param environment variables that stand for what it leaves out
   * @throws IllegalArgumentException saying which argument is wrong
   */
  static NodeArguments parse(Map<String, String> environment, String... arguments) {
    NodeArguments parsed = new NodeArguments(NodeOptions.read(environment, arguments));
    parsed.required("scenario");
    parsed.required("jvm");
    return parsed;
  }

  /**
   * The same with everything filled in that the machine knows.
   *
   * @throws IOException where it does not know its address
   * @throws IllegalArgumentException where none of its names ends with a number
   */
  NodeArguments on(Machine machine) throws IOException {
    Map<String, String> filled = new LinkedHashMap<>(values);
    if (jvm().endsWith(NUMBER)) {
      filled.put("jvm", NumberedName.of(jvm(), machine.names()));
    }
    if (SELF.equals(values.get("host"))) {
      filled.put("host", machine.address());
    }
    if (CLOCK.equals(values.get("life"))) {
      filled.put("life", Long.toString(machine.started().getEpochSecond()));
    }
    return new NodeArguments(filled);
  }

  /** Changes to the file. */
  List<String> changes() {
    return values.getOrDefault("set", "").lines().toList();
  }

  private String required(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "--"
              + name
              + " is missing, and so is "
              + NodeOptions.variable(name)
              + " in the environment");
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

  /** How long to look for a process to join; zero for ever. */
  Duration joinWithin() {
    return Duration.ofSeconds(number("join-within", JOIN_WITHIN, 0, Integer.MAX_VALUE));
  }

  /**
   * How to look for the others; empty where seeds tell.
   *
   * @param clusterSize processes that there will be
   */
  Optional<Bootstrap> bootstrap(int clusterSize) {
    String value = values.getOrDefault("bootstrap", "");
    if (!value.isEmpty() && !value.equals(KUBERNETES)) {
      throw new IllegalArgumentException("--bootstrap '" + value + "' is not " + KUBERNETES);
    }
    int port = (int) number("management-port", Bootstrap.DEFAULT_PORT, 1, 65_535);
    return value.isEmpty() ? Optional.empty() : Optional.of(Bootstrap.of(port, clusterSize));
  }

  /** Directory with certificates. */
  Optional<Path> tls() {
    return Optional.ofNullable(values.get("tls")).map(Path::of);
  }

  /** The address that others are told; a name may be known to them only. */
  InetSocketAddress artery() {
    return InetSocketAddress.createUnresolved(
        values.getOrDefault("host", LOOPBACK), (int) number("port", 0, 0, 65_535));
  }

  /** Where to listen for others. */
  InetSocketAddress bind() {
    return InetSocketAddress.createUnresolved(
        values.getOrDefault("bind-host", artery().getHostString()),
        (int) number("bind-port", artery().getPort(), 0, 65_535));
  }

  InetSocketAddress http() {
    return new InetSocketAddress(
        values.getOrDefault("http-host", LOOPBACK), (int) number("http-port", 0, 0, 65_535));
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

  boolean cuttable() {
    return values.containsKey("cuttable");
  }

  boolean exitWithParent() {
    return values.containsKey("exit-with-parent");
  }

  /** How sockets of attached guests are served. */
  Transport attachTransport() {
    String value = values.getOrDefault("attach-transport", Transport.AUTO.label());
    return Arrays.stream(Transport.values())
        .filter(transport -> transport.label().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--attach-transport '" + value + "' is none of auto, epoll, nio"));
  }

  long life() {
    return number("life", 0, 0, Integer.MAX_VALUE);
  }

  /** File with the token. */
  Optional<Path> tokenFile() {
    return Optional.ofNullable(values.get("token-file")).map(Path::of);
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
