package io.azimux.experiment;

import static io.azimux.experiment.Runs.KILL;
import static io.azimux.experiment.Runs.LOAD;
import static io.azimux.experiment.Runs.SECOND;
import static io.azimux.experiment.Runs.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.topology.Expectation;
import io.azimux.topology.Expectation.Comparison;
import io.azimux.topology.Expectation.Quantity;
import io.azimux.topology.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExpectationsTest {
  /** What {@link #eventful} holds of each quantity in the whole run. */
  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    "REMAPPED_FLOWS, '', 1",
    "BROKEN_FLOWS, '', 2",
    "UNEXPLAINED_FLOWS, '', 2",
    "LOST_PACKETS, '', 37",
    "LOST_PACKETS, element-down, 30",
    "LOST_PACKETS, no-rule, 0",
    "LOSS_WINDOW, mux-2, 0.5",
    "WITHDRAW_TIME, mux-2, 0.8",
    "WITHDRAWALS, '', 1",
    "WITHDRAWALS, mux-3, 0",
    "HASH_FALLBACKS, '', 6",
    "HASH_FALLBACKS, mux-3, 4",
    "REPLICATED_HITS, '', 9",
    "NEW_FLOWS_AT, nva1, 400",
    "NEW_FLOWS_AT, nva2/eth0, 0",
    "HEALTH_CHANGES, '', 1",
    "CONVERGENCE_TIME, '', 7",
    "REPLICATION_LAG_P99, '', 0.25",
    "LONGEST_STALL, '', 1.5"
  })
  void aQuantityIsMeasuredAndCompared(Quantity quantity, String of, double value) {
    Optional<String> whose = of.isEmpty() ? Optional.empty() : Optional.of(of);
    for (Comparison comparison : Comparison.values()) {
      assertThat(status(eventful(), quantity, whose, comparison, value))
          .as("%s %s", comparison, value)
          .isEqualTo(Status.PASS);
    }
    assertThat(status(eventful(), quantity, whose, Comparison.AT_LEAST, value + 0.1))
        .isEqualTo(Status.FAIL);
    assertThat(status(eventful(), quantity, whose, Comparison.EQUALS, value + 0.1))
        .isEqualTo(Status.FAIL);
    if (value > 0) {
      assertThat(status(eventful(), quantity, whose, Comparison.AT_MOST, value - 0.1))
          .isEqualTo(Status.FAIL);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Quantity.class,
      names = {
        "REMAPPED_FLOWS",
        "BROKEN_FLOWS",
        "UNEXPLAINED_FLOWS",
        "LOSS_WINDOW",
        "WITHDRAW_TIME",
        "HASH_FALLBACKS",
        "REPLICATED_HITS",
        "CONVERGENCE_TIME",
        "REPLICATION_LAG_P99",
        "LONGEST_STALL"
      })
  void whatNobodySawIsUnknown(Quantity quantity) {
    assertThat(status(Runs.empty(), quantity, Optional.empty(), Comparison.AT_MOST, 1e9))
        .isEqualTo(Status.UNKNOWN);
  }

  @Test
  void aPhaseAndADeadlineBoundWhatCounts() {
    Phase.Name steady = Phase.Name.STEADY;
    Phase.Name fault = Phase.Name.FAULT;
    assertThat(lost(steady, Optional.empty(), 0)).isEqualTo(Status.PASS);
    assertThat(lost(fault, Optional.empty(), 37)).isEqualTo(Status.PASS);
    assertThat(lost(fault, Optional.of(Duration.ofMillis(100)), 30)).isEqualTo(Status.PASS);
    assertThat(lost(Phase.Name.HEAL, Optional.empty(), 0)).isEqualTo(Status.UNKNOWN);
  }

  private static Status lost(Phase.Name phase, Optional<Duration> within, double value) {
    Runs run =
        eventful()
            .expecting(
                new Expectation(
                    "",
                    Quantity.LOST_PACKETS,
                    Optional.empty(),
                    Comparison.EQUALS,
                    value,
                    within,
                    Optional.of(phase)));
    return only(
        run.phased(
            List.of(
                new Phase(steady(), Duration.ZERO, Duration.ofSeconds(5)),
                new Phase(Phase.Name.FAULT, Duration.ofSeconds(5), Duration.ofSeconds(5)))));
  }

  private static Phase.Name steady() {
    return Phase.Name.STEADY;
  }

  private static Runs eventful() {
    Runs run = Runs.good();
    run.lag(0.25);
    run.adopt(1, KILL + SECOND, "mux-3", "nva2/eth0", "hash_fallback");
    run.end(1, "reset", 0);
    run.end(2, "timeout", 0);
    run.end(3, "completed", 1_500_000_000, 0);
    run.ledger.drop(KILL + 1, "router-1", Disposition.ELEMENT_DOWN, 30);
    run.ledger.drop(KILL + SECOND / 2, "router-1", Disposition.QUEUE_FULL, 7);
    run.ledger.drop(KILL + 2 * SECOND, "remote-pc", Disposition.NO_LISTENER, 3);
    run.ledger.fact(KILL, "controller-1", new Fact.BackendHealth("nva2/eth0", false));
    decided(run, "mux-3", "hash_fallback", 4);
    decided(run, "mux-4", "hash_fallback", 2);
    decided(run, "mux-4", "replicated_hit", 9);
    for (int i = 0; i < 10; i++) {
      long at = LOAD + i * SECOND;
      run.ledger.series().add(at, "mux-3", Measure.MUX_FLOW_DIGEST, "", 42);
      run.ledger.series().add(at, "mux-4", Measure.MUX_FLOW_DIGEST, "", i < 7 ? 41 : 42);
    }
    return run;
  }

  private static void decided(Runs run, String mux, String kind, double count) {
    run.ledger.series().add(LOAD, mux, Measure.MUX_DECISIONS, kind, 100);
    run.ledger.series().add(LOAD + SECOND, mux, Measure.MUX_DECISIONS, kind, 100 + count);
  }

  private static Status status(
      Runs run, Quantity quantity, Optional<String> of, Comparison comparison, double value) {
    Expectation expectation =
        new Expectation(
            "for " + flow(1), quantity, of, comparison, value, Optional.empty(), Optional.empty());
    return only(run.expecting(expectation));
  }

  private static Status only(Runs run) {
    return run.report().checks().stream()
        .filter(check -> check.name().startsWith("expect "))
        .findFirst()
        .orElseThrow()
        .status();
  }
}
