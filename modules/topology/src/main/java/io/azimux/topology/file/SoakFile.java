package io.azimux.topology.file;

import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings.BackendMap;
import io.azimux.topology.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Reads files that say from what each seed draws its world: those with a {@code soak} section. */
public final class SoakFile {
  private static final String SECTION = "soak";
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,6})(?:\\.\\.([0-9]{1,6}))?");

  private SoakFile() {}

  /**
   * Reads and checks a file.
   *
   * @return empty where the file has no such section, or cannot be read at all
   * @throws ScenarioException with every mistake in it
   */
  public static Optional<Soak> read(Path file) throws ScenarioException {
    Problems problems = new Problems(file.toString());
    Path directory = file.toAbsolutePath().getParent();
    Optional<Node> root = new WorldFile(directory, problems).read(file);
    if (root.isEmpty()) {
      return Optional.empty();
    }
    Value value = new Value(root.get(), root.get().getStartMark(), "", problems);
    if (!value.peek(SECTION).isPresent()) {
      return Optional.empty();
    }
    Soak soak = soak(value);
    if (!problems.isEmpty()) {
      throw new ScenarioException(problems.inOrder());
    }
    return Optional.of(soak);
  }

  private static Soak soak(Value root) {
    Fields file = root.fields("description", SECTION);
    Fields fields =
        file.required(SECTION)
            .fields(
                "routers",
                "muxes",
                "hosts",
                "tenants",
                "backends",
                "spares",
                "connections",
                "lines",
                "faults",
                "safety",
                "replication",
                "ecmp",
                "backendMap");
    return new Soak(
        file.required("description").text(),
        range(fields.required("routers"), 1, 8),
        range(fields.required("muxes"), 1, 16),
        range(fields.required("hosts"), 1, 16),
        range(fields.required("tenants"), 1, 4),
        range(fields.required("backends"), 1, 32),
        range(fields.required("spares"), 0, 8),
        range(fields.required("connections"), 1, 1000),
        range(fields.required("lines"), 1, 1000),
        range(fields.required("faults"), 0, 32),
        fields.required("safety").duration(Duration.ofSeconds(1), Duration.ofMinutes(5)),
        words(fields.required("replication"), Replication.Mode.values(), Replication.Mode::label),
        words(fields.required("ecmp"), Ecmp.Kind.values(), Ecmp.Kind::label),
        words(fields.required("backendMap"), BackendMap.values(), BackendMap::label));
  }

  private static Soak.Range range(Value value, int least, int most) {
    String text = value.text();
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      if (!text.isEmpty()) {
        value.problem("'" + text + "' is neither a number nor a range such as 2..6");
      }
      return new Soak.Range(least, least);
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
    if (from < least || to > most || from > to) {
      value.problem(text + " is out of range", "within " + least + ".." + most);
    }
    return new Soak.Range(from, Math.max(from, to));
  }

  /** A list of words; one that stands there more often is drawn more often. */
  private static <E> List<E> words(Value value, E[] all, Function<E, String> label) {
    Map<String, E> choices = new LinkedHashMap<>();
    Arrays.stream(all).forEach(each -> choices.put(label.apply(each), each));
    List<E> chosen = value.items().stream().map(item -> item.choice(choices)).toList();
    if (chosen.isEmpty() && value.isPresent()) {
      value.problem("nothing to draw from");
    }
    return chosen;
  }
}
