package io.azimux.cli.deployed.compose;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.process.Commands;
import io.azimux.cluster.json.JsonReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The docker command: it knows contexts, remote engines and rights, and its words are stable. */
final class Docker {
  private static final String COMMAND = "docker";

  /** The engine answers within milliseconds; on a machine that is starting it takes longer. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Duration FOR_EVER = Duration.ofHours(12);

  private final Commands commands;

  Docker(Commands commands) {
    this.commands = commands;
  }

  /**
   * Containers of compose projects that carry a process of the emulator, running or not, in the
   * order of their names.
   *
   * @param project name of one project; empty for all
   */
  List<Container> nodes(String project) {
    String label = "label=com.docker.compose.project" + (project.isEmpty() ? "" : "=" + project);
    List<String> ids =
        ask("ps", "--all", "--quiet", "--no-trunc", "--filter", label).lines().toList();
    return ids.isEmpty()
        ? List.of()
        : inspect(ids).stream()
            .filter(Container::isNode)
            .sorted(Comparator.comparing(Container::name))
            .toList();
  }

  /** One container as it is now. */
  Container inspect(String id) {
    return inspect(List.of(id)).get(0);
  }

  private List<Container> inspect(List<String> ids) {
    List<String> arguments = new ArrayList<>(List.of("inspect", "--type", "container"));
    arguments.addAll(ids);
    List<Container> containers = new ArrayList<>();
    for (JsonNode one : JsonReader.parse(ask(arguments.toArray(String[]::new)))) {
      containers.add(Container.of(one));
    }
    if (containers.size() != ids.size()) {
      throw new CannotStart(
          "docker described %d of %d containers".formatted(containers.size(), ids.size()));
    }
    return containers;
  }

  /** Does something; the output is nobody's concern. */
  void order(String... arguments) {
    ask(arguments);
  }

  /** The same, where it may fail: the complaint then. */
  Optional<String> attempt(List<String> arguments) {
    Commands.Outcome outcome = run(arguments, LIMIT);
    return outcome.status() == 0 ? Optional.empty() : Optional.of(outcome.err().strip());
  }

  /** Returns when the container has ended. */
  void await(String id) {
    require(List.of("wait", id), run(List.of("wait", id), FOR_EVER));
  }

  /** Asks it to end, and returns when it has; after the grace it is killed. */
  void stop(String id, Duration grace) {
    List<String> arguments = List.of("stop", "-t", Long.toString(grace.toSeconds()), id);
    require(arguments, run(arguments, grace.plus(LIMIT)));
  }

  /** A file in a container, as its own user sees it; empty where it cannot be read. */
  Optional<String> file(String id, String path) {
    Commands.Outcome outcome = run(List.of("exec", id, "cat", path), LIMIT);
    return outcome.status() == 0 ? Optional.of(outcome.out()) : Optional.empty();
  }

  private String ask(String... arguments) {
    return require(List.of(arguments), run(List.of(arguments), LIMIT));
  }

  private Commands.Outcome run(List<String> arguments, Duration limit) {
    List<String> command = new ArrayList<>(List.of(COMMAND));
    command.addAll(arguments);
    return commands.run(command, limit);
  }

  private static String require(List<String> arguments, Commands.Outcome outcome) {
    if (outcome.status() != 0) {
      throw new CannotStart(
          "docker %s failed (%d): %s"
              .formatted(arguments.get(0), outcome.status(), outcome.err().strip()));
    }
    return outcome.out();
  }
}
