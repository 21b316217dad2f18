package io.azimux.experiment;

import static io.azimux.experiment.Runs.LOAD;
import static io.azimux.experiment.Runs.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CurvesTest {
  @Test
  void aCounterThatIsReadSeldomGrowsEvenlyBetweenItsReadings() {
    Runs run = Runs.good();
    for (int i = 0; i <= 10; i++) {
      run.ledger.series().add(LOAD + i * SECOND, "mux-1", Measure.MUX_PACKETS, "", 500.0 * i);
    }
    List<Double> rates =
        only(run, "packets", "mux-1").stream().map(Objects::requireNonNull).toList();
    assertThat(rates.subList(0, 50))
        .allSatisfy(rate -> assertThat(rate).isCloseTo(500, within(1.0)));
    assertThat(rates.get(60)).as("nobody counts any more").isZero();
  }

  @Test
  void aCounterThatBeganAnewCountsFromZero() {
    Runs run = Runs.good();
    run.ledger.series().add(LOAD, "mux-1", Measure.MUX_PACKETS, "", 900);
    run.ledger.series().add(LOAD + SECOND, "mux-1", Measure.MUX_PACKETS, "", 100);
    assertThat(only(run, "packets", "mux-1").get(2)).isCloseTo(100, within(1.0));
  }

  @Test
  void lossIsCountedWhereItHappenedByReason() {
    Runs run = Runs.good();
    run.ledger.drop(LOAD + SECOND, "mux-1", Disposition.NO_RULE, 7);
    assertThat(only(run, "loss", "no_rule").get(5)).isEqualTo(7);
  }

  private static List<Double> only(Runs run, String plot, String name) {
    return run.report().curves().stream()
        .filter(curve -> curve.plot().equals(plot) && curve.name().equals(name))
        .findFirst()
        .orElseThrow()
        .values();
  }
}
