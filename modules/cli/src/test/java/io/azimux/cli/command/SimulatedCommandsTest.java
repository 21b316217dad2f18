package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no cluster. */
class SimulatedCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  /** Enough for every MUX to carry some when a fault comes. */
  private static final String[] FEW = {"--set", "load={connections: 100, openEvery: 100ms}"};

  @TempDir Path directory = Path.of("");

  @Test
  void theWalkIsOneJsonDocumentOnStandardOutput() throws IOException {
    Screen screen = Screen.piped();
    assertThat(run(screen, "walk", "--json")).isZero();
    JsonNode walk = new ObjectMapper().readTree(screen.out());
    assertThat(walk.path("completed").asBoolean()).isTrue();
    assertThat(walk.path("packets")).hasSize(3);
  }

  @Test
  void theWalkWritesACaptureForEveryPort() throws IOException {
    Path captures = directory.resolve("captures");
    assertThat(run(Screen.piped(), "walk", "--pcap", captures.toString())).isZero();
    try (Stream<Path> files = Files.list(captures)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      assertThat(names).contains("nva1-eth0.pcapng", "mux-1-to-router-1.pcapng");
    }
  }

  @Test
  void aSimulatedRunEndsWithAVerdictAReportAndTheCommandThatRepeatsIt() throws IOException {
    Path small = directory.resolve("small.yaml");
    String yaml = Files.readString(ROOT.resolve("scenarios/nva-inbound.yaml"));
    Files.writeString(
        small,
        yaml.replace("connections: 400", "connections: 40")
            .replace("openEvery: 5ms", "openEvery: 50ms"));
    Screen first = Screen.piped();
    assertThat(run(first, "sim", small.toString(), "--seed", "7")).isZero();
    assertThat(first.out()).contains("verdict  PASS", "./azimux sim " + small + " --seed 7");
    Path latest = directory.resolve("runs/latest");
    String report = Files.readString(latest.resolve("report.json"));

    assertThat(run(Screen.piped(), "sim", small.toString(), "--seed", "7")).isZero();
    assertThat(Files.readString(latest.resolve("report.json"))).isEqualTo(report);
    try (Stream<Path> runs = Files.list(directory.resolve("runs"))) {
      assertThat(runs).hasSize(3); // two runs and the link
    }
  }

  @Test
  void aScenarioRunsAsItIsAndWithoutWhatProtectsIt() {
    Screen screen = Screen.piped();
    assertThat(run(screen, "sim", "kill-one-mux", FEW[0], FEW[1], "--mutations")).isZero();
    assertThat(screen.out())
        .contains("ok       kill-one-mux, as it is: PASS, wanted PASS")
        .contains(
            "ok       kill-one-mux, without BFD: FAIL, wanted FAIL  (expect loss-window mux-2");
    String[] mutated = {"sim", "kill-one-mux", "--mutate", "without BFD", FEW[0], FEW[1]};
    assertThat(run(Screen.piped(), mutated)).isEqualTo(1);
  }

  @Test
  void aSoakRunsItsSeedsAndOneOfThemAgain() throws IOException {
    Screen screen = Screen.piped();
    assertThat(run(screen, "sim", "random-soak", "--seeds", "20")).isZero();
    assertThat(screen.out())
        .contains("random-soak: seeds 1..20")
        .contains("PASS     20 seeds")
        .contains("I1-I6 held at every event");
    Screen json = Screen.piped();
    assertThat(run(json, "sim", "random-soak", "--seed", "7", "--json")).isZero();
    JsonNode result = new ObjectMapper().readTree(json.out());
    assertThat(result.path("passed").asBoolean()).isTrue();
    assertThat(result.path("lastSeed").asLong()).isEqualTo(7);
  }

  @Test
  void aScenarioHasNoSeedsToDrawFromAndASoakNamesItsMistakes() throws IOException {
    Screen screen = Screen.piped();
    assertThat(run(screen, "sim", "kill-one-mux", "--seeds", "5")).isEqualTo(64);
    assertThat(screen.err()).contains("--seeds is for files with a 'soak' section");
    Path file = directory.resolve("soak.yaml");
    String yaml = Files.readString(ROOT.resolve("scenarios/random-soak.yaml"));
    Files.writeString(file, yaml.replace("muxes: 2..5", "muxes: 5..2"));
    Screen wrong = Screen.piped();
    assertThat(run(wrong, "sim", file.toString(), "--seeds", "5")).isEqualTo(64);
    assertThat(wrong.err()).contains("soak.muxes: 5..2 is out of range");
  }

  @Test
  void aScenarioThatPassesWithoutWhatProtectsItProvesNothing() {
    Screen screen = Screen.piped();
    String patient = "expect=[{text: t, quantity: loss-window, of: mux-2, atMost: 60s}]";
    String[] run = {"sim", "kill-one-mux", "--set", patient, "--mutations", FEW[0], FEW[1]};
    assertThat(run(screen, run)).isEqualTo(1);
    assertThat(screen.out())
        .containsPattern("not so   kill-one-mux, without BFD: (PASS|UNKNOWN), wanted FAIL");
  }

  @Test
  void aChangeOfTheCommandLineIsPartOfTheCommandThatRepeatsTheRun() {
    Screen screen = Screen.piped();
    String change = "load.connections=60";
    assertThat(run(screen, "sim", "drain-mux", "--set", change, "--mutate", "without drain"))
        .isEqualTo(1);
    assertThat(screen.out())
        .contains("60/60 opened")
        .contains(
            "./azimux sim drain-mux --set 'load.connections=60' --mutate 'without drain' --seed 1");
  }

  @Test
  void whatCannotBeChangedIsRefusedBeforeAnythingRuns() {
    Screen screen = Screen.piped();
    assertThat(run(screen, "sim", "drain-mux", "--set", "load.connection=60")).isEqualTo(64);
    assertThat(screen.err()).contains("--set load.connection:1:1", "did you mean 'connections'?");
    assertThat(run(screen, "sim", "drain-mux", "--mutate", "without luck")).isEqualTo(64);
    assertThat(screen.err())
        .contains("no mutation 'without luck' of drain-mux", "Valid: without drain");
  }

  @Test
  void aBrokenToolTellsWhereItsStackTraceIs() throws IOException {
    Path runs = directory.resolve("crashes");
    String message = CrashReport.write(runs, new IllegalStateException("no way"));
    assertThat(message).contains("no way", "Stack trace: " + runs).doesNotContain("\tat ");
    try (Stream<Path> files = Files.list(runs)) {
      assertThat(Files.readString(files.findFirst().orElseThrow())).contains("\tat ");
    }
  }

  @Test
  void longLinesAreBrokenAtSpacesAndLoseNothing() {
    String line = "check    PASS    fault kill mux-2   " + "router-1: withdrew it; ".repeat(9);
    List<String> parts = Reports.wrap(line).toList();
    assertThat(parts).hasSizeGreaterThan(1).allMatch(part -> part.length() <= 100);
    assertThat(String.join("", parts).replace(" ", "")).isEqualTo(line.replace(" ", ""));
  }

  private int run(Screen screen, String... arguments) {
    Home home =
        new Home(ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
    return Azimux.run(screen.console(), home, arguments);
  }
}
