package io.azimux.simulator.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A soak that finds nothing has to show that it would find something. */
class PlantedBugTest {
  private static final long SEEDS = 200;

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void thePlantedBugIsFoundWithin200SeedsThatHoldWithoutIt(PlantedBug bug) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Optional<Violation> violation = Soaks.check(SoakTest.soak(), seed, bug);
      if (violation.isPresent()) {
        assertThat(violation.get().invariant()).as("seed %d: %s", seed, violation).isIn("I1", "I6");
        assertThat(Soaks.check(SoakTest.soak(), seed)).as("seed %d without it", seed).isEmpty();
        return;
      }
    }
    throw new AssertionError(bug + " was not found in " + SEEDS + " seeds");
  }
}
