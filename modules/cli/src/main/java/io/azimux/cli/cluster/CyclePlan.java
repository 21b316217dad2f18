package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Kills a random MUX, starts it again when the routers have given it up, and kills the next one as
 * soon as it is used again: so many times in a row. Only a MUX that carries flows is killed, since
 * the death of an idle one proves nothing.
 */
final class CyclePlan implements FaultPlan {
  /** Flows that a MUX must carry for its death to mean something. */
  private static final long LEAST_FLOWS = 1;

  /** A MUX that is not used again after this will not be: the rest of the cycles is missing. */
  private static final Duration LONGEST_CYCLE = Duration.ofSeconds(60);

  /** What a cycle takes, for planning the load. */
  private static final Duration USUAL_CYCLE = Duration.ofSeconds(8);

  /** A connection should live through several cycles. */
  private static final Duration LEAST_WAVE = Duration.ofSeconds(30);

  /** Connections of a run must be told apart by their source ports. */
  private static final int MOST_CONNECTIONS = 40_000;

  /** The load is spread over the MUXes before the first kill. */
  private static final Duration STEADY = Duration.ofSeconds(5);

  private enum State {
    READY,
    KILLED,
    STARTED,
    GIVEN_UP
  }

  /** Says how many flows of the load a MUX carries. */
  @FunctionalInterface
  interface Carried {
    /** Flows, -1 where nobody knows. */
    long flows(Map<String, Status> statuses, String mux);
  }

  private final Carried carried;
  private final Scenario scenario;
  private final List<String> muxes;
  private final List<String> routers;
  private final int cycles;
  private final RandomSource random;
  private State state = State.READY;
  private String victim = "";
  private Duration since = Duration.ZERO;
  private int done;

  /**
   * A plan.
   *
   * @param cycles kills in a row, 1 or more
   * @param seed of the choice among the MUXes
   * @param carried says how many flows of the load a MUX carries
   */
  CyclePlan(Scenario scenario, int cycles, long seed, Carried carried) {
    this.carried = carried;
    this.scenario = scenario;
    this.cycles = cycles;
    this.random = new RandomSource(seed).fork("kill cycles");
    this.muxes =
        scenario.world().muxes().stream().filter(mux -> !mux.standby()).map(MuxSpec::name).toList();
    this.routers = scenario.world().routers().stream().map(router -> router.name()).toList();
  }

  @Override
  public List<Fault> due(Duration elapsed, Map<String, Status> statuses) {
    if (state != State.READY && elapsed.minus(since).compareTo(LONGEST_CYCLE) > 0) {
      state = State.GIVEN_UP;
    }
    if (state == State.KILLED && users(statuses, victim, 0) == routers.size()) {
      state = State.STARTED;
      return List.of(new Fault(elapsed, new Action.Restart(victim)));
    }
    if (state == State.STARTED && users(statuses, victim, 1) == routers.size()) {
      done++;
      state = State.READY;
    }
    return state == State.READY && !isDone() && elapsed.compareTo(STEADY) > 0
        ? next(elapsed, statuses)
        : List.of();
  }

  private List<Fault> next(Duration elapsed, Map<String, Status> statuses) {
    List<String> loaded =
        muxes.stream()
            .filter(mux -> carried.flows(statuses, mux) >= LEAST_FLOWS)
            .filter(mux -> users(statuses, mux, 1) == routers.size())
            .toList();
    if (loaded.isEmpty()) {
      return List.of();
    }
    victim = loaded.get(random.nextInt(loaded.size()));
    state = State.KILLED;
    since = elapsed;
    return List.of(new Fault(elapsed, new Action.Kill(victim)));
  }

  /** Routers that say of a MUX that they use it (1) or do not (0). */
  private long users(Map<String, Status> statuses, String mux, double wanted) {
    return routers.stream()
        .filter(
            router ->
                statuses.values().stream()
                    .flatMap(status -> status.elements().stream())
                    .filter(element -> element.name().equals(router))
                    .flatMap(element -> element.readings().stream())
                    .anyMatch(
                        reading ->
                            reading.measure().equals(Measure.ROUTER_NEXT_HOP_ACTIVE.metric())
                                && reading.label().equals(mux)
                                && reading.value() == wanted))
        .count();
  }

  @Override
  public boolean isDone() {
    return state == State.GIVEN_UP || state == State.READY && done == cycles;
  }

  /** What a scenario expects of its own faults says nothing of these. */
  @Override
  public Scenario judged() {
    return scenario.withoutPhases();
  }

  @Override
  public int missing() {
    return 2 * (cycles - done);
  }

  /**
   * Connections live longer than the scenario's, so that more of them are open at a time: each
   * talks as much less as keeps the packets in a second what they are in the scenario.
   */
  @Override
  public Scenario.Load load() {
    Scenario.Load load = scenario.load();
    Duration before = load.keystrokeEvery().multipliedBy(load.linesPerConnection());
    Duration life = again().multipliedBy(2);
    Duration openEvery = again().dividedBy(Math.max(1, load.connections()));
    double openBefore = before.toNanos() / (double) Math.max(1, load.openEvery().toNanos());
    double open = life.toNanos() / (double) Math.max(1, openEvery.toNanos());
    double slower = Math.max(1, open / Math.min(load.connections(), openBefore));
    Duration keystrokeEvery =
        Duration.ofNanos(Math.round(load.keystrokeEvery().toNanos() * slower));
    int lines = (int) Math.max(2, life.toNanos() / keystrokeEvery.toNanos());
    return new Scenario.Load(
        load.client(),
        load.connections(),
        openEvery,
        keystrokeEvery,
        lines,
        load.lineBytes(),
        load.destination(),
        load.port());
  }

  /** Half of the time that a connection lives: there are always some of any age. */
  @Override
  public Duration again() {
    Duration all = USUAL_CYCLE.multipliedBy(cycles);
    Duration spread =
        Duration.ofMillis(all.toMillis() * scenario.load().connections() / MOST_CONNECTIONS);
    return spread.compareTo(LEAST_WAVE) > 0 ? spread : LEAST_WAVE;
  }

  @Override
  public Duration least() {
    return Duration.ZERO;
  }

  @Override
  public Duration longest() {
    return LONGEST_CYCLE.multipliedBy(cycles);
  }

  @Override
  public String progress() {
    return "%d of %d cycles, ".formatted(done, cycles);
  }
}
