package io.azimux.deployment.watch;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.deployment.watch.LivePrometheus.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real cluster under load and a real Prometheus: every panel shows something, and what must tell
 * of a kill does so in time. Its times are those of the machine, so it is not among the tests of
 * every build.
 */
@Tag("live")
class LiveBoardsTest {
  private static final String VICTIM = "mux-2";
  private static final long VISIBLE_MILLIS = 3_000;
  private static final long MOVED_MILLIS = 5_000;
  private static final long SETTLED_MILLIS = 90_000;
  private static final long LOOK_NANOS = 100_000_000;

  /** What was measured. */
  private static final Path MEASURED = Path.of("target", "boards.txt");

  /** So many flows at the victim: enough that some must go on at another MUX. */
  private static final int FLOWS = 40;

  /** What is empty, or no number, while all is well. */
  private static final Set<String> EMPTY_WHEN_WELL =
      Set.of(
          "overview: Packets lost by reason A",
          "routers: Packets lost at routers A",
          "routers: Withdrawal after silence A",
          "hosts-nva: Packets lost at hosts and guests A",
          // Only in the mode ddata-deferred.
          "mux: Deferred flows A",
          "chaos: Time since the fault began A",
          "chaos: Withdrawal after silence A",
          "chaos: Faults A",
          "chaos: Packets lost by reason A",
          // Nothing was yet a minute ago.
          "chaos: Now, and a minute ago B",
          "chaos: Now, and a minute ago D",
          "chaos: Now, and a minute ago F",
          "cluster: Who cannot reach whom A");

  /** After a minute with a dead MUX these are still allowed to be empty. */
  private static final Set<String> EMPTY_LATER =
      Set.of(
          "overview: Packets lost by reason A",
          "routers: Packets lost at routers A",
          "hosts-nva: Packets lost at hosts and guests A",
          "chaos: Packets lost by reason A",
          "mux: Deferred flows A");

  private final Map<String, String> queries = new LinkedHashMap<>();
  private LiveWorld world;
  private LivePrometheus prometheus;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    PromTool.find("prometheus");
    Files.deleteIfExists(MEASURED);
    Board.allQueries().forEach(query -> queries.put(query.toString(), query.promql()));
    Board overview = Board.all().get(0);
    overview
        .annotations()
        .forEach(
            annotation ->
                queries.put(
                    "annotation: " + annotation.path("name").asText(),
                    annotation.path("expr").asText().replace("$job", ".+")));
    queries.put("alert: AzimuxMuxMissing", "ALERTS{alertname=\"AzimuxMuxMissing\"}");
    world = LiveWorld.start(directory);
    prometheus =
        LivePrometheus.start(
            Files.createDirectory(directory.resolve("prometheus")), world.targets());
    world.load();
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    if (prometheus != null) {
      prometheus.close();
    }
    if (world != null) {
      world.close();
    }
  }

  @Test
  void everyPanelShowsSomethingAndThoseThatMustTellOfAKill()
      throws IOException, InterruptedException {
    for (String process : world.names()) {
      PromTool.Outcome outcome = PromTool.run(world.metrics(process), "check", "metrics");
      assertThat(outcome.output()).as(process).isBlank();
    }
    untilAllShowSomething("before the kill", EMPTY_WHEN_WELL);
    untilUnderLoad();
    Map<String, Long> seen = kill();
    assertThat(seen.get(Movement.FIRST)).as("kill visible").isLessThanOrEqualTo(VISIBLE_MILLIS);
    assertThat(seen).allSatisfy((where, millis) -> assertThat(millis).isLessThan(MOVED_MILLIS));
    untilAllShowSomething("after the kill", EMPTY_LATER);
  }

  /** Kills the MUX, and looks at once at everything that must tell of it. */
  private Map<String, Long> kill() throws IOException, InterruptedException {
    List<Movement> open = new ArrayList<>(Movement.of(VICTIM));
    assertThat(queries.keySet()).containsAll(open.stream().map(Movement::where).toList());
    untilNothingTells(open);
    Map<String, Long> seen = new LinkedHashMap<>();
    long killed = System.nanoTime();
    world.kill(VICTIM);
    long millis = 0;
    while (!open.isEmpty() && millis < 2 * MOVED_MILLIS) {
      for (Movement movement : List.copyOf(open)) {
        if (movement.shows().test(ask(movement.where()))) {
          millis = (System.nanoTime() - killed) / 1_000_000;
          print(String.format(Locale.ROOT, "%6d ms  %s", millis, movement.where()));
          seen.put(movement.where(), millis);
          open.remove(movement);
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
      millis = (System.nanoTime() - killed) / 1_000_000;
    }
    assertThat(open).extracting(Movement::where).as("what does not tell of the kill").isEmpty();
    return seen;
  }

  private void untilAllShowSomething(String when, Set<String> mayBeEmpty)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Set<String> empty = new TreeSet<>(List.of("all"));
    while (!empty.isEmpty() && System.nanoTime() - begun < SETTLED_MILLIS * 1_000_000) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (prometheus.isReady()) {
        empty.clear();
        for (String where : queries.keySet()) {
          boolean isPanel = !where.startsWith("annotation: ") && !where.startsWith("alert: ");
          boolean must = isPanel && !mayBeEmpty.contains(where);
          if (must && ask(where).stream().allMatch(one -> Double.isNaN(one.value()))) {
            empty.add(where);
          }
        }
      }
    }
    assertThat(empty).as("panels that show nothing " + when).isEmpty();
    print(
        "%s: %d queries of %d panels show something after %d s"
            .formatted(
                when,
                queries.size() - mayBeEmpty.size(),
                Board.all().stream().mapToInt(board -> board.panels().size()).sum(),
                (System.nanoTime() - begun) / 1_000_000_000));
  }

  /** On a busy machine a session may have flapped just now; that passes. */
  private void untilNothingTells(List<Movement> movements)
      throws IOException, InterruptedException {
    List<Movement> telling = new ArrayList<>(movements);
    while (!telling.isEmpty()) {
      LockSupport.parkNanos(LOOK_NANOS);
      telling.clear();
      for (Movement movement : movements) {
        if (movement.shows().test(ask(movement.where()))) {
          telling.add(movement);
        }
      }
    }
  }

  private void untilUnderLoad() throws IOException, InterruptedException {
    String flows = "azimux_mux_flows_carried{mux=\"" + VICTIM + "\"} > " + FLOWS;
    while (prometheus.query(flows).isEmpty()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private List<Sample> ask(String where) throws IOException, InterruptedException {
    return prometheus.query(queries.getOrDefault(where, where));
  }

  private void print(String line) throws IOException {
    Files.writeString(MEASURED, line + "\n", CREATE, APPEND);
  }
}
