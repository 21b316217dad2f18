package io.azimux.benchmarks.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line.
 *
 * @param jvms processes, all of them writing
 * @param rate new flows a second, of all together
 * @param flows live flows, of all together
 * @param seconds length of the run, all faults included
 * @param warm seconds that count as the cold start
 * @param pauseSeconds all processes stand still for so long; 0 for never
 */
record Options(
    int jvms,
    int rate,
    int flows,
    int seconds,
    int warm,
    int pauseSeconds,
    boolean loseOneWrite,
    boolean killOne,
    boolean restartOne,
    boolean baseline) {
  static final String USAGE =
      """
      Measures how flows reach every MUX: several JVMs with nothing but the store, all writing.
        --jvms N           JVMs (4)
        --rate N           new flows a second, of all together (200000)
        --flows N          live flows, of all together (1000000)
        --seconds N        length of the run (60)
        --warm N           seconds at its beginning that count as the cold start (10)
        --pause-all Ns     stops all JVMs for so long (SIGSTOP)
        --lose-one-write   one JVM loses one direct write
        --kill-one         kills one JVM (SIGKILL)
        --restart-one      starts it again, and has it fetch what the others hold
        --baseline         the best rate of Pekko's LWWMap, before
        --everything       all of these, with a pause of 5 s, in 300 s
      """;

  private static final String EVERYTHING = "--everything";

  private static final Set<String> NUMBERS =
      Set.of("--jvms", "--rate", "--flows", "--seconds", "--warm", "--pause-all");
  private static final Set<String> SWITCHES =
      Set.of("--lose-one-write", "--kill-one", "--restart-one", "--baseline", EVERYTHING);

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Options parse(List<String> arguments) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<String> switches = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (SWITCHES.contains(name)) {
        switches.add(name);
      } else if (!NUMBERS.contains(name)) {
        throw new IllegalArgumentException("unknown argument '" + name + "'");
      } else if (++i == arguments.size()) {
        throw new IllegalArgumentException(name + " needs a number");
      } else {
        numbers.put(name, number(name, arguments.get(i)));
      }
    }
    boolean all = switches.contains(EVERYTHING);
    boolean restart = all || switches.contains("--restart-one");
    if (numbers.getOrDefault("--jvms", 4) < 2) {
      throw new IllegalArgumentException("--jvms 1 is no pool; at least 2");
    }
    return new Options(
        numbers.getOrDefault("--jvms", 4),
        numbers.getOrDefault("--rate", 200_000),
        numbers.getOrDefault("--flows", 1_000_000),
        numbers.getOrDefault("--seconds", all ? 300 : 60),
        numbers.getOrDefault("--warm", 10),
        numbers.getOrDefault("--pause-all", all ? 5 : 0),
        all || switches.contains("--lose-one-write"),
        restart || switches.contains("--kill-one"),
        restart,
        all || switches.contains("--baseline"));
  }

  private static int number(String name, String text) {
    try {
      int value =
          Integer.parseInt(text.endsWith("s") ? text.substring(0, text.length() - 1) : text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException(name + " '" + text + "' is no number", noNumber);
    }
    throw new IllegalArgumentException(name + " " + text + " is not positive");
  }
}
