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
