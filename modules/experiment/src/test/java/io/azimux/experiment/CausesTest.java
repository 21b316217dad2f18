package io.azimux.experiment;

import static io.azimux.experiment.Runs.KILL;
import static io.azimux.experiment.Runs.LOAD;
import static io.azimux.experiment.Runs.SECOND;
import static io.azimux.experiment.Runs.check;
import static io.azimux.experiment.Runs.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Replication;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every flow that suffered has exactly one cause, and says what proves it. */
class CausesTest {
  private static final long MILLI = 1_000_000;

  static Stream<Arguments> cases() {
    return Stream.of(
        row(Cause.MAP_DIFFERS, Replication.Mode.NONE, "had no entry", r -> moved(r, -5 * SECOND)),
        row(Cause.MAP_DIFFERS, Replication.Mode.DDATA, "had no entry", r -> moved(r, -90 * MILLI)),
        row(Cause.IN_FLIGHT, Replication.Mode.DDATA, "7.0 ms old", r -> moved(r, -7 * MILLI)),
        row(Cause.IN_FLIGHT, Replication.Mode.DHT, "up to 32.0 ms", r -> moved(r, -31 * MILLI)),
        row(Cause.NOT_YET_SHARED, Replication.Mode.LAZY, "shared from", r -> moved(r, -SECOND)),
        row(Cause.RELEASED, Replication.Mode.DDATA_DEFERRED, "after 10.0 ms", CausesTest::released),
        row(Cause.EVICTED, Replication.Mode.DDATA, "evicted", CausesTest::evicted),
        row(Cause.SPLIT_DECISION, Replication.Mode.DDATA, "differently", begun(CausesTest::split)),
        row(Cause.GUEST_RESET, Replication.Mode.DDATA, "guest", begun(r -> r.end(900, "reset", 0))),
        row(
            Cause.BLACK_HOLE,
            Replication.Mode.DDATA,
            "went to mux-2",
            begun(CausesTest::blackHole)),
        row(Cause.ELEMENT_CUT, Replication.Mode.DDATA, "3 segments", begun(CausesTest::cut)),
        row(
            Cause.SLOW,
            Replication.Mode.DDATA,
            "busy",
            begun(r -> r.end(900, "completed", SECOND))),
        row(Cause.DURING_KILL, Replication.Mode.DDATA, "1 segments", begun(CausesTest::duringKill)),
        row(Cause.ROUTER_DIED, Replication.Mode.DDATA, "router-1", begun(CausesTest::deadRouter)),
        row(Cause.OVERLOAD, Replication.Mode.DDATA, "full", begun(CausesTest::overloaded)),
        row(Cause.SLOW, Replication.Mode.DDATA, "nothing was lost", begun(CausesTest::late)),
        row(Cause.SLOW, Replication.Mode.DDATA, "nothing", begun(CausesTest::besideADeadBackend)),
        row(Cause.UNEXPLAINED, Replication.Mode.DDATA, "", begun(CausesTest::lostForNoReason)),
        row(Cause.BACKEND_DIED, Replication.Mode.DDATA, "died", begun(CausesTest::backendDied)),
        row(Cause.UNEXPLAINED, Replication.Mode.DDATA, "", begun(r -> r.end(900, "timeout", 0))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void aFlowThatSufferedHasOneCauseAndItsProof(
      Cause cause, Replication.Mode mode, String proof, Consumer<Runs> harm) {
    Runs run = Runs.good().replicating(mode);
    run.lag(0.012);
    harm.accept(run);
    RunReport report = run.report();
    List<Casualty> named =
        report.casualties().stream()
            .filter(casualty -> casualty.flow().equals(flow(900).toString()))
            .toList();
    assertThat(named).hasSize(1);
    assertThat(named.get(0).cause()).isEqualTo(cause.label());
    assertThat(named.get(0).detail().toLowerCase(Locale.ROOT)).contains(proof);
    int counted = report.causes().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(counted).as("causes add up").isEqualTo(report.casualties().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onlyExposureByDesignExcusesAMove(
      Cause cause, Replication.Mode mode, String proof, Consumer<Runs> harm) {
    Runs run = Runs.good().replicating(mode);
    run.lag(0.012);
    harm.accept(run);
    RunReport report = run.report();
    boolean moved =
        report.casualties().stream().anyMatch(c -> !c.backendAfter().equals(c.backendBefore()));
    boolean excused = !moved || cause.isExposed() || cause == Cause.BACKEND_DIED;
    assertThat(check(report, "flow-affinity").status())
        .as(cause + " " + proof)
        .isEqualTo(excused ? Status.PASS : Status.FAIL);
  }

  @Test
  void aBackendThatLeftThePoolIsKnownByItsAddress() {
    Runs run = Runs.good();
    run.adopt(1, KILL + SECOND, "mux-2", "10.0.1.4", "replicated_hit");
    assertThat(run.report().flows().remapped()).isZero();
    run.adopt(1, KILL + SECOND, "mux-2", "10.0.1.5", "replicated_hit");
    assertThat(run.report().flows().remapped()).isEqualTo(1);
  }

  private static Arguments row(
      Cause cause, Replication.Mode mode, String proof, Consumer<Runs> harm) {
    return Arguments.of(cause, mode, proof, harm);
  }

  /** An old flow of the MUX that is killed, which would complete. */
  private static Consumer<Runs> begun(Consumer<Runs> harm) {
    return run -> {
      run.begin(900, KILL - 5 * SECOND, "mux-2");
      run.end(900, "completed", 0);
      harm.accept(run);
    };
  }

  /** Born so long before the kill of its MUX, and sent to another backend by the next one. */
  private static void moved(Runs run, long bornAfterKill) {
    run.begin(900, KILL + bornAfterKill, "mux-2");
    run.adopt(900, KILL + SECOND, "mux-3", "nva2/eth0", "hash_fallback");
    run.end(900, "reset", 0);
  }

  private static void released(Runs run) {
    run.ledger.fact(KILL - SECOND, "mux-2", new Fact.FlowReleased(flow(900), 10 * MILLI));
    moved(run, -2 * SECOND);
  }

  private static void evicted(Runs run) {
    run.ledger.series().add(KILL, "mux-3", Measure.MUX_EVICTIONS, "untrusted", 5);
    moved(run, -4 * SECOND);
  }

  private static void split(Runs run) {
    run.adopt(900, KILL + SECOND, "mux-3", "nva2/eth0", "replicated_hit");
    run.end(900, "reset", 0);
  }

  private static void blackHole(Runs run) {
    run.end(900, "completed", 900 * MILLI, 2);
    Fact lost = new Fact.PacketLost(flow(900), Disposition.ELEMENT_DOWN, "mux-2");
    run.ledger.fact(KILL + 1, "router-1", lost);
  }

  private static void cut(Runs run) {
    Action cut = new Action.Cut(List.of("router-1"), List.of("mux-4"), false);
    run.ledger.fault(LOAD + SECOND, new Fault(Duration.ofSeconds(1), cut), -1);
    run.end(900, "completed", 400 * MILLI, 3);
  }

  private static void duringKill(Runs run) {
    run.end(900, "completed", 400 * MILLI, 1);
  }

  /** On the way back, when the router had died. */
  private static void deadRouter(Runs run) {
    run.end(900, "completed", 400 * MILLI, 1);
    Fact lost = new Fact.PacketLost(flow(900).reversed(), Disposition.ELEMENT_DOWN, "router-1");
    run.ledger.fact(KILL + 1, "host-a", lost);
  }

  /** It stalled long after the kill, when a queue was full. */
  private static void overloaded(Runs run) {
    stalled(run);
    run.ledger.drop(KILL + 9 * SECOND, "mux-3", Disposition.QUEUE_FULL, 5);
  }

  /** It stalled long after the kill, and sent again what had not been lost. */
  private static void late(Runs run) {
    stalled(run);
    run.ledger.drop(KILL, "router-1", Disposition.STALE_NEXT_HOP, 5);
  }

  /** What the host of the other backend dropped was not for this one. */
  private static void besideADeadBackend(Runs run) {
    stalled(run);
    Fault death = new Fault(Duration.ofSeconds(6), new Action.Kill("nva2"));
    run.ledger.fault(KILL + 8 * SECOND, death, -1);
    run.ledger.drop(KILL + 9 * SECOND, "host-b", Disposition.ELEMENT_DOWN, 5);
  }

  private static void lostForNoReason(Runs run) {
    stalled(run);
    run.ledger.drop(KILL + 9 * SECOND, "mux-3", Disposition.NO_RULE, 1);
  }

  /** From 8.9 to 9.3 seconds after the kill. */
  private static void stalled(Runs run) {
    long over = KILL + 9 * SECOND + 300 * MILLI;
    long end = over + 4 * SECOND;
    run.ledger.fact(
        end,
        "remote-pc",
        new Fact.ConnectionEnded(flow(900), "completed", 10, 1, 400 * MILLI, end - over));
  }

  private static void backendDied(Runs run) {
    Fault death = new Fault(Duration.ofSeconds(6), new Action.Kill("nva1"));
    run.ledger.fault(KILL + SECOND, death, -1);
    run.end(900, "timeout", 0);
  }
}
