package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompareCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));
  private static final String[] SMALL = {
    "--set", "load.connections=20", "--set", "load.linesPerConnection=5"
  };

  @TempDir Path directory = Path.of("");

  @Test
  void equalSeedsGiveEqualComparisonsWithPageTableAndCsv() throws IOException {
    String first = compare("first");
    assertThat(compare("second")).isEqualTo(first);
    assertThat(first.lines()).hasSize(1 + 4);
    assertThat(first).contains("none,mod-n,2,40,", "ddata,resilient,2,40,");
  }

  private String compare(String runs) throws IOException {
    Screen screen = Screen.piped();
    String[] rest = {
      "--vary", "replication=none,ddata", "--vary", "ecmp=mod-n,resilient", "--seeds", "2"
    };
    String[] all =
        Stream.of(new String[] {"compare", "nva-inbound"}, rest, SMALL)
            .flatMap(Stream::of)
            .toArray(String[]::new);
    assertThat(run(screen, runs, all)).isZero();
    assertThat(screen.out()).contains("replication  ecmp", "again    ./azimux compare nva-inbound");
    try (Stream<Path> folders = Files.list(directory.resolve(runs))) {
      Path folder = folders.findFirst().orElseThrow();
      assertThat(folder.resolve("compare.html")).exists();
      assertThat(folder.resolve("compare.json")).exists();
      return Files.readString(folder.resolve("compare.csv"));
    }
  }

  @Test
  void whatCannotBeComparedIsToldBeforeAnythingRuns() {
    Screen screen = Screen.piped();
    assertThat(run(screen, "runs", "compare", "nva-inbound")).isEqualTo(64);
    assertThat(screen.err()).contains("nothing to compare");
    assertThat(run(screen, "runs", "compare", "nva-inbound", "--vary", "ecmp=mod-n,modn"))
        .isEqualTo(64);
    assertThat(screen.err()).contains("modn");
    assertThat(run(screen, "runs", "compare", "nva-inbound", "--sweep", "kill-at=0ms..9ms"))
        .isEqualTo(64);
    assertThat(screen.err()).contains("nva-inbound cannot be swept");
    assertThat(directory.resolve("runs")).doesNotExist();
  }

  @Test
  void theReportOfARunIsFoundAndMadeAgain() throws IOException {
    String[] sim =
        Stream.of(new String[] {"sim", "nva-inbound"}, SMALL)
            .flatMap(Stream::of)
            .toArray(String[]::new);
    int status = run(Screen.piped(), "runs", sim);
    Path page = directory.resolve("runs/latest/report.html");
    String html = Files.readString(page);
    Files.delete(page);
    Screen screen = Screen.piped();
    assertThat(run(screen, "runs", "report")).isEqualTo(status);
    assertThat(screen.out()).contains("report.html");
    assertThat(Files.readString(page)).isEqualTo(html);
    assertThat(run(screen, "runs", "report", "nothing")).isEqualTo(64);
    assertThat(screen.err()).contains("no run 'nothing' has a report", "-nva-inbound");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kill-at=0..200ms", "kill-at=9ms..1ms", "restart-at=0ms..1ms", "0ms..1ms"})
  void aWrongSweepIsRefused(String sweep) {
    assertThatThrownBy(() -> VaryOption.offsets(sweep))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(sweep);
  }

  @Test
  void offsetsAreReadInAnyUnitAndFoundAgainByTheirLabels() {
    List<Duration> offsets = VaryOption.offsets("kill-at=-500us..1ms/250us");
    assertThat(offsets).hasSize(7);
    assertThat(VaryOption.label(offsets.get(0))).isEqualTo("-0.500 ms");
    for (Duration offset : offsets) {
      assertThat(VaryOption.offset(VaryOption.label(offset))).isEqualTo(offset);
    }
  }

  private int run(Screen screen, String runs, String... arguments) {
    Home home =
        new Home(ROOT, new StateDirectory(directory.resolve("state")), directory.resolve(runs));
    return Azimux.run(screen.console(), home, arguments);
  }
}
