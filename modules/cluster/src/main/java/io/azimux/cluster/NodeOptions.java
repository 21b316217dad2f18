package io.azimux.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of the options that {@link NodeArguments} explains, and where they may stand. */
final class NodeOptions {
  private static final String VARIABLE = "AZIMUX_";
  private static final Set<String> SWITCHES = Set.of("cuttable", "exit-with-parent");
  private static final Set<String> OPTIONS =
      Set.of(
          ("cuttable exit-with-parent scenario jvm placement elements seeds seed-jvms join-within"
                  + " bootstrap management-port tls host port bind-host bind-port http-host"
                  + " http-port run-dir seed life token-file set settings mutate attach-transport")
              .split(" "));

  private NodeOptions() {}

  /**
   * Everything that is given, by name.
   *
   * @param environment variables that stand for what the command line leaves out
   * @throws IllegalArgumentException saying which argument is wrong
   */
  static Map<String, String> read(Map<String, String> environment, String... arguments) {
    Map<String, String> values = given(arguments);
    for (String name : OPTIONS) {
      String value = environment.getOrDefault(variable(name), "").strip();
      boolean isOff = SWITCHES.contains(name) && isOff(name, value);
      if (!value.isEmpty() && !isOff) {
        values.putIfAbsent(name, value);
      }
    }
    return values;
  }

  /** True where a variable of the environment stands for an option. */
  static boolean isVariable(String variable) {
    return OPTIONS.stream().anyMatch(name -> variable(name).equals(variable));
  }

  /** The variable that stands for an option. */
  static String variable(String name) {
    return VARIABLE + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static boolean isOff(String name, String value) {
    if (!List.of("", "true", "false").contains(value)) {
      throw new IllegalArgumentException(
          variable(name) + " '" + value + "' is neither true nor false");
    }
    return value.equals("false");
  }

  private static Map<String, String> given(String... arguments) {
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
        values.merge(name, arguments[++i], name.equals("set") ? NodeOptions::both : (a, b) -> b);
      }
    }
    return values;
  }

  private static String both(String one, String other) {
    return one + "\n" + other;
  }
}
