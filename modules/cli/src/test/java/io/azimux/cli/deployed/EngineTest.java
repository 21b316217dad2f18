package io.azimux.cli.deployed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.BadInput;
import io.azimux.topology.Action;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static Scenario scenario(String name) {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    try {
      return ScenarioFile.read(root.resolve("scenarios").resolve(name + ".yaml"));
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theWordsAreThoseOfAllActions() {
    assertThat(Engine.ACTIONS)
        .containsExactlyInAnyOrderElementsOf(
            forms(Action.class).map(EngineTest::word).sorted().toList());
  }

  private static Stream<Class<?>> forms(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EngineTest::forms)
        : Stream.of(type);
  }

  private static String word(Class<?> action) {
    return action.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void podsCannotBePausedAndThatIsSaidBeforeAnythingIsLookedFor() {
    Scenario pause = scenario("pause-mux");
    assertThatThrownBy(() -> Preflight.requireAble(Engine.KUBERNETES, pause))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("kubernetes cannot do what pause-mux asks for: pause [mux-2]")
        .hasMessageContaining("nothing was touched")
        .hasMessageContaining("It can: kill, terminate, restart, cut, mend");
  }

  @Test
  void everythingElseCanBeDoneByEveryEngine() {
    for (String name : List.of("nva-inbound", "kill-one-mux", "partition-mux", "probe-flap")) {
      for (Engine engine : Engine.values()) {
        assertThat(engine.refused(scenario(name))).isEmpty();
      }
    }
    assertThat(Engine.COMPOSE.refused(scenario("pause-mux"))).isEmpty();
  }

  @Test
  void enginesAreKnownByTheirNames() {
    assertThat(Engine.of("kubernetes")).contains(Engine.KUBERNETES);
    assertThat(Engine.of("mesos")).isEmpty();
  }
}
