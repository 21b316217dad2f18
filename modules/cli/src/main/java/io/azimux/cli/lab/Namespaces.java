package io.azimux.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.process.Commands;
import io.azimux.cluster.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The network namespaces of a lab. One is ours where the description of its loopback link is our
 * mark. In the moment between its birth and its mark it has neither description nor further link;
 * then it is ours where the lab has written down before that it would make it.
 */
final class Namespaces {
  private static final int LONGEST_MARK = 200;
  private static final Duration END = Duration.ofSeconds(8);

  private final Tools tools;
  private final String mark;

  /** Those of the lab whose state lies in the directory. */
  Namespaces(Tools tools, Path state) {
    this.tools = tools;
    this.mark = mark(state);
  }

  /** What is written on whatever belongs to the state directory. */
  static String mark(Path state) {
    String path = state.toAbsolutePath().normalize().toString();
    return "azimux lab of " + path.substring(Math.max(0, path.length() - LONGEST_MARK));
  }

  /** Our mark. */
  String mark() {
    return mark;
  }

  /** Names of all that carry our mark, or are of the intended ones and new. */
  Set<String> ours(List<String> intended) {
    Set<String> ours = new LinkedHashSet<>();
    for (String name : all()) {
      if (isMarked(name) || (intended.contains(name) && isBare(name))) {
        ours.add(name);
      }
    }
    return ours;
  }

  /** Of these names, those that a stranger has taken. */
  List<String> taken(List<String> names) {
    List<String> all = all();
    return names.stream().filter(all::contains).filter(name -> !isMarked(name)).toList();
  }

  private List<String> all() {
    return tools
        .run(List.of("ip", "netns", "list"))
        .lines()
        .map(line -> line.split(" ")[0])
        .filter(name -> name.startsWith(Guest.PREFIX))
        .toList();
  }

  private boolean isMarked(String name) {
    return links(name).filter(links -> description(links).equals(mark)).isPresent();
  }

  private boolean isBare(String name) {
    return links(name)
        .map(links -> links.size() == 1 && description(links).isEmpty())
        .orElse(true); // a name without a namespace: it was killed while it made one
  }

  private Optional<JsonNode> links(String name) {
    Commands.Outcome outcome = tools.attempt("ip", "-j", "-n", name, "link", "show");
    return outcome.status() == 0 && !outcome.out().isBlank()
        ? Optional.of(JsonReader.parse(outcome.out()))
        : Optional.empty();
  }

  private static String description(JsonNode links) {
    for (JsonNode link : links) {
      if (link.path("ifname").asText().equals("lo")) {
        return link.path("ifalias").asText();
      }
    }
    return "";
  }

  /** Processes inside. */
  List<ProcessHandle> processes(String name) {
    Commands.Outcome outcome = tools.attempt("ip", "netns", "pids", name);
    return outcome.status() != 0
        ? List.of()
        : outcome
            .out()
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .flatMap(line -> ProcessHandle.of(Long.parseLong(line)).stream())
            .toList();
  }

  /** The first process of the guest, which holds its other namespaces. */
  Optional<ProcessHandle> first(String name) {
    return processes(name).stream().filter(process -> isFirst(process.pid())).findFirst();
  }

  /** True for a process that is number 1 in a process namespace of its own. */
  private static boolean isFirst(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("NSpid:"))
          .anyMatch(line -> last(line.split("\\s+")).equals("1") && pid != 1);
    } catch (IOException ended) {
      return false;
    }
  }

  private static String last(String... words) {
    return Arrays.asList(words).get(words.length - 1);
  }

  /**
   * Ends all processes of a namespace and takes it away together with its links.
   *
   * @return how many processes there were
   */
  int remove(String name, Console console) {
    int ended = processes(name).size();
    boolean empty =
        new Poll(console, "lab", Duration.ofMillis(20))
            .until(() -> killed(name), END, () -> "waiting for the processes of " + name);
    if (!empty) {
      throw new CannotStart(
          String.format(
              Locale.ROOT, "%d processes of %s do not end", processes(name).size(), name));
    }
    // With this end the kernel takes the other one away at once, not some time after the namespace.
    tools.attempt("ip", "-n", name, "link", "delete", Guest.UNDERLAY);
    tools.run(List.of("ip", "netns", "delete", name));
    return ended;
  }

  /** Takes away ends of links that carry our mark, whose namespaces somebody else has removed. */
  void removeLinks() {
    String shown = tools.run(List.of("ip", "-j", "link", "show"));
    for (JsonNode link : JsonReader.parse(shown)) {
      if (link.path("ifalias").asText().equals(mark)) {
        tools.attempt("ip", "link", "delete", link.path("ifname").asText());
      }
    }
  }

  /** Kills what is there; true where nothing is any more. */
  private boolean killed(String name) {
    List<ProcessHandle> living = processes(name);
    living.forEach(ProcessHandle::destroyForcibly);
    return living.isEmpty();
  }
}
