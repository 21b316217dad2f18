package io.azimux.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory = Path.of("");

  private StateDirectory state = new StateDirectory(directory);

  @BeforeEach
  void useAFreshDirectory() {
    state = new StateDirectory(directory);
  }

  @Test
  void aJvmOfTheStateIsAskedToEnd() throws Exception {
    try (Stand jvm = Stand.polite(state.jvms().mark())) {
      state.write(cluster(jvm.as("mux-1", List.of("mux-1"))));
      assertThat(new Reaper(state).stopAll(LONG)).isEqualTo(new Reaper.Outcome(1, 0, 0, 0));
      assertThat(jvm.ends()).isTrue();
      assertThat(state.read()).isEmpty();
    }
  }

  @Test
  void aJvmIsFoundByItsMarkThoughNobodyWroteItDown() throws Exception {
    try (Stand jvm = Stand.polite(state.jvms().mark())) {
      assertThat(new Reaper(state).stopAll(LONG)).isEqualTo(new Reaper.Outcome(1, 0, 1, 0));
      assertThat(jvm.ends()).isTrue();
    }
  }

  @Test
  void aJvmThatDoesNotListenIsKilled() throws Exception {
    try (Stand jvm = Stand.stubborn(state.jvms().mark())) {
      Reaper.Outcome outcome = new Reaper(state).stopAll(Duration.ofMillis(50));
      assertThat(outcome).isEqualTo(new Reaper.Outcome(0, 1, 1, 0));
      assertThat(jvm.ends()).isTrue();
    }
  }

  @Test
  void aStrangerThatGotTheNumberOfAJvmIsLeftAlone() throws IOException {
    try (Stand stranger = Stand.polite()) {
      state.write(cluster(stranger.as("mux-1", List.of("mux-1"))));
      assertThat(new Reaper(state).stopAll(LONG).total()).isZero();
      assertThat(stranger.isAlive()).isTrue();
    }
  }

  @Test
  void aMarkedProcessThatBeganAtAnotherTimeIsNotTheOneOfTheState() throws IOException {
    try (Stand later = Stand.polite(state.jvms().mark())) {
      NodeProcess seen = later.as("mux-1", List.of("mux-1"));
      NodeProcess recorded =
          new NodeProcess("mux-1", List.of(), seen.pid(), seen.startedMillis() - 60_000, 1, 2, "");
      assertThat(state.jvms().find(seen)).isPresent();
      assertThat(state.jvms().find(recorded)).isEmpty();
    }
  }

  @Test
  void theJvmsOfAnotherDirectoryAreLeftAlone() throws IOException {
    StateDirectory other = new StateDirectory(directory.resolve("other"));
    try (Stand jvm = Stand.polite(other.jvms().mark())) {
      assertThat(new Reaper(state).stopAll(LONG).total()).isZero();
      assertThat(jvm.isAlive()).isTrue();
    }
  }

  @Test
  void stoppingTwiceIsNoMistake() {
    assertThat(new Reaper(state).stopAll(LONG).total()).isZero();
    assertThat(new Reaper(state).stopAll(LONG).total()).isZero();
  }

  private static ClusterState cluster(NodeProcess... processes) {
    return new ClusterState(
        "s.yaml", "one-jvm", 1, "now", "dir", "token", false, List.of(processes));
  }
}
