package io.azimux.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.console.BadInput;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.topology.Mutation;
import io.azimux.topology.Scenario;
import io.azimux.topology.Soak;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import io.azimux.topology.file.SoakFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds and reads scenario files. */
final class Scenarios {
  /** What runs where nobody names a scenario: the world of the text that this project follows. */
  static final String DEFAULT = "nva-inbound";

  private final Path directory;

  Scenarios(Home home) {
    this.directory = home.root().resolve("scenarios");
  }

  /** A scenario together with the file it was read from. */
  record Chosen(Path file, Scenario scenario) {}

  /**
   * Reads a scenario.
   *
   * @param choice path of a file, or name of a file of the scenarios directory without its ending
   * @throws BadInput where there is no such file, or it has mistakes: all of them, with their lines
   */
  Chosen choose(String choice) {
    return choose(choice, List.of());
  }

  /**
   * Reads a scenario as if some of its file were written differently.
   *
   * @param changes each {@code KEY=VALUE}
   * @throws BadInput as above
   */
  Chosen choose(String choice, List<String> changes) {
    Path file = find(choice);
    try {
      return new Chosen(file, ScenarioFile.read(file, changes));
    } catch (ScenarioException e) {
      throw new BadInput("the scenario file has mistakes, nothing was started:\n" + e.getMessage());
    }
  }

  /**
   * Reads a file that draws a world from each seed; empty where the file is a scenario.
   *
   * @throws BadInput where there is no such file, or it is a soak with mistakes
   */
  Optional<Soak> soak(String choice) {
    Path file = find(choice);
    try {
      return SoakFile.read(file);
    } catch (ScenarioException e) {
      throw new BadInput("the file has mistakes, nothing was started:\n" + e.getMessage());
    }
  }

  private Path find(String choice) {
    Path given = Path.of(choice);
    if (Files.isRegularFile(given)) {
      return given;
    }
    Path named = directory.resolve(choice.endsWith(".yaml") ? choice : choice + ".yaml");
    if (Files.isRegularFile(named)) {
      return named;
    }
    throw new BadInput(
        "no scenario file '%s'\nGive the path of a file, or one of: %s"
            .formatted(choice, String.join(", ", names())));
  }

  /**
   * A file whose world is this one and in which a scenario can be, too. The one that other files
   * include goes before those.
   *
   * @param world as JSON
   * @param choice as in {@link #choose(String, List)}
   * @return its path below the scenarios directory; empty where no file describes it, or the
   *     scenario names what is not there
   */
  Optional<String> ofWorld(JsonNode world, String choice, List<String> changes) {
    Set<String> files = new LinkedHashSet<>(List.of("worlds/web.yaml", DEFAULT + ".yaml"));
    names().forEach(name -> files.add(name + ".yaml"));
    return files.stream()
        .filter(file -> describes(file, world))
        .findFirst()
        .filter(file -> isPossible(choice, changes, file));
  }

  private boolean describes(String file, JsonNode world) {
    try {
      Scenario scenario = ScenarioFile.read(directory.resolve(file));
      return JsonReader.parse(JsonWriter.write(scenario.world())).equals(world);
    } catch (ScenarioException other) {
      return false; // it draws its world, or is being written
    }
  }

  private boolean isPossible(String choice, List<String> changes, String world) {
    List<String> more = new ArrayList<>(changes);
    more.add("world=" + world);
    try {
      choose(choice, more);
      return true;
    } catch (BadInput namesWhatIsNotThere) {
      return false;
    }
  }

  /** Names of all scenarios that come with the program. */
  List<String> names() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * A mutation of a scenario.
   *
   * @throws BadInput where it has none of this name, with those that it has
   */
  static Mutation mutation(Scenario scenario, String name) {
    return scenario.mutations().stream()
        .filter(mutation -> mutation.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = scenario.mutations().stream().map(Mutation::name).toList();
              String valid =
                  names.isEmpty() ? "none, it has no mutations" : String.join(", ", names);
              return new BadInput(
                  "no mutation '%s' of %s\nValid: %s".formatted(name, scenario.name(), valid));
            });
  }
}
