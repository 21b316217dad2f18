package io.azimux.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.CannotStart;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path directory = Path.of("");

  private StateDirectory state = new StateDirectory(directory);

  @BeforeEach
  void useAFreshDirectory() {
    state = new StateDirectory(directory.resolve("not/yet/there"));
  }

  @Test
  void whatIsWrittenIsReadAgainAndByItsOwnerOnly() throws Exception {
    assertThat(state.read()).isEmpty();
    NodeProcess host = new NodeProcess("host-a", List.of("host-a", "nva1"), 4711, 99, 1, 2, "l");
    ClusterState written =
        new ClusterState("s.yaml", "per-machine", 42, "now", "dir", "token", true, List.of(host));
    state.write(written);
    assertThat(state.read()).contains(written);
    assertThat(Files.getPosixFilePermissions(state.path().resolve("cluster.json")))
        .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    state.clear();
    assertThat(state.read()).isEmpty();
  }

  @Test
  void prometheusFindsEveryJvmUntilTheClusterIsForgotten() throws Exception {
    NodeProcess mux = new NodeProcess("mux-1", List.of("mux-1"), 4711, 99, 20001, 2, "l");
    state.write(
        new ClusterState("s.yaml", "per-machine", 42, "now", "dir", "token", true, List.of(mux)));
    Path targets = state.path().resolve("prometheus-targets.json");
    assertThat(Files.readString(targets).replaceAll("\\s", ""))
        .isEqualTo("[{\"targets\":[\"127.0.0.1:20001\"],\"labels\":{\"jvm\":\"mux-1\"}}]");
    state.clear();
    assertThat(targets).doesNotExist();
  }

  @Test
  void aFileThatIsNoStateCountsAsNone() throws Exception {
    Files.createDirectories(state.path());
    Files.writeString(state.path().resolve("cluster.json"), "{\"half\": ");
    assertThat(state.read()).isEmpty();
  }

  @Test
  void onlyOneProgramAtATimeStartsACluster() throws Exception {
    try (Closeable held = state.lock()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(state::lock)
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("./azimux down");
    }
    try (Closeable free = state.lock()) {
      assertThat(free).isNotNull();
    }
  }

  @Test
  void aRestartedJvmTakesThePlaceOfTheOneThatHadItsName() {
    NodeProcess first = new NodeProcess("mux-1", List.of("mux-1"), 1, 1, 1, 2, "l");
    NodeProcess other = new NodeProcess("mux-2", List.of("mux-2"), 2, 1, 1, 2, "l");
    NodeProcess again = new NodeProcess("mux-1", List.of("mux-1"), 3, 9, 1, 2, "l");
    ClusterState cluster =
        new ClusterState("s", "p", 1, "t", "d", "token", false, List.of())
            .with(first)
            .with(other)
            .with(again);
    assertThat(cluster.processes()).containsExactly(again, other);
    assertThat(cluster.carrier("mux-1")).contains(again);
    assertThat(cluster.carrier("mux-9")).isEmpty();
  }
}
