package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.journal.Entry;
import io.azimux.experiment.Ledger;
import io.azimux.experiment.RunResult;
import io.azimux.node.Fact;
import io.azimux.node.message.ClientCommand;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Drives a scenario on a running cluster: load, faults, and a ledger of what elements, routers, the
 * controller and the processes themselves showed. All times are the machine's clock, in nanoseconds
 * since 1970. Runs in one thread.
 */
public final class ClusterRun {
  /** Time between two questions to all processes. */
  static final Duration ROUND = Duration.ofMillis(200);

  /** Added to the time that the load takes when nothing disturbs it. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** Enough packets for every element to be compiled: some thousands at each. */
  private static final int WARM_UP_CONNECTIONS = 100;

  private static final int WARM_UP_LINES = 40;
  private static final Duration WARM_UP_PAUSE = Duration.ofMillis(100);

  /** After the last connection: the last facts are read, late drops are noticed. */
  private static final Duration SETTLE = Duration.ofMillis(600);

  private final Fleet fleet;
  private final Console console;
  private final Scenario scenario;
  private final long seed;
  private final Ledger ledger = new Ledger();
  private final Gauges gauges;
  private final Faults faults;
  private final JournalReader journals;
  private final FaultPlan plan;
  private int waves;
  private long loadStart = Long.MAX_VALUE;
  private int warmedUp;
  private int opened;
  private int ended;

  /**
   * A run.
   *
   * @param scenario what the processes run, and what is done to them
   * @param seed of everything random
   * @param victims chooses whom a fault hits when its time has come
   */
  public ClusterRun(
      Fleet fleet, Console console, Scenario scenario, long seed, Faults.Victims victims) {
    this(fleet, console, scenario, seed, victims, gauges -> new TimedPlan(scenario));
  }

  /** A run of so many kills and restarts of random MUXes instead of the scenario's faults. */
  public static ClusterRun ofCycles(
      Fleet fleet, Console console, Scenario scenario, long seed, int cycles) {
    return new ClusterRun(
        fleet,
        console,
        scenario,
        seed,
        Faults.Victims.asPlanned(),
        gauges -> new CyclePlan(scenario, cycles, seed, gauges::carried));
  }

  private ClusterRun(
      Fleet fleet,
      Console console,
      Scenario scenario,
      long seed,
      Faults.Victims victims,
      Function<Gauges, FaultPlan> plan) {
    this.fleet = fleet;
    this.console = console;
    this.scenario = scenario;
    this.seed = seed;
    this.gauges = new Gauges(fleet, ledger);
    this.plan = plan.apply(gauges);
    this.faults = new Faults(fleet, console, scenario, seed, ledger, gauges, victims);
    this.journals = new JournalReader(fleet, this::take);
  }

  /** Runs to the end of the load, or to a deadline well behind it. */
  public RunResult run() {
    Scenario.Load load = plan.load();
    journals.poll();
    warmUp(load);
    long lostBefore = journals.lost();
    gauges.begin();
    loadStart = Fleet.now();
    ledger.loadStarted(loadStart);
    Duration planned = expected(load);
    Duration limit =
        (planned.compareTo(plan.longest()) > 0 ? planned : plan.longest()).plus(MARGIN);
    Poll poll = new Poll(console, "load", ROUND);
    if (poll.until(() -> round(load), limit, () -> progress(load))) {
      Poll.pause(SETTLE);
      round(load);
    }
    gauges.finish();
    faults.settle();
    ledger.missed(journals.lost() - lostBefore);
    return new RunResult(
        faults.done(
            plan.judged().withLoad(load.with(planned(load), load.linesPerConnection())), plan),
        fleet.engine(),
        seed,
        Fleet.now() - loadStart,
        ledger,
        gauges.readings(),
        Optional.of(gauges.books()));
  }

  /**
   * Some connections before those that count: code that has just been started is slow for seconds,
   * and every session would tell of it as a stall.
   */
  private void warmUp(Scenario.Load load) {
    order(
        load,
        new ClientCommand.OpenMany(
            WARM_UP_CONNECTIONS,
            WARM_UP_PAUSE.toNanos() / 4,
            WARM_UP_PAUSE.toNanos(),
            WARM_UP_LINES,
            load.lineBytes(),
            load.destination(),
            load.port()));
    new Poll(console, "warm up", ROUND)
        .until(
            () -> {
              journals.poll();
              return warmedUp >= WARM_UP_CONNECTIONS;
            },
            MARGIN,
            () -> "%d of %d connections ended".formatted(warmedUp, WARM_UP_CONNECTIONS));
  }

  private boolean round(Scenario.Load load) {
    journals.poll();
    Map<String, Status> statuses = fleet.statuses();
    gauges.sample(statuses);
    faults.watch(statuses);
    Duration elapsed = Duration.ofNanos(Fleet.now() - loadStart);
    for (Fault fault : plan.due(elapsed, statuses)) {
      faults.apply(fault, statuses);
    }
    putOn(load, elapsed);
    return plan.isDone()
        && ended >= planned(load)
        && faults.isSettled()
        && elapsed.compareTo(plan.least()) >= 0;
  }

  /** The load; and the same once more now and then, while the plan goes on. */
  private void putOn(Scenario.Load load, Duration elapsed) {
    boolean again =
        waves > 0
            && !plan.again().isZero()
            && !plan.isDone()
            && elapsed.compareTo(plan.again().multipliedBy(waves)) >= 0;
    if (waves == 0 || again) {
      order(load, wave(load.command(), waves));
      waves++;
    }
  }

  /** A client takes an order that it is still obeying for a repetition: so each wave differs. */
  private static ClientCommand wave(ClientCommand.OpenMany command, int number) {
    return new ClientCommand.OpenMany(
        command.connections(),
        command.openEveryNanos(),
        command.keystrokeEveryNanos() + number,
        command.linesPerConnection(),
        command.lineBytes(),
        command.destination(),
        command.port());
  }

  private int planned(Scenario.Load load) {
    return load.connections() * Math.max(1, waves);
  }

  private void take(Entry entry) {
    Fact fact = entry.fact();
    if (fact == null) {
      return;
    }
    warmedUp += loadStart == Long.MAX_VALUE && fact instanceof Fact.ConnectionEnded ? 1 : 0;
    boolean ofAFlow = !(fact instanceof Fact.BackendHealth || fact instanceof Fact.NextHopChanged);
    if (ofAFlow && entry.epochNanos() < loadStart) {
      return; // of the walk, or of an earlier run on this cluster
    }
    opened += fact instanceof Fact.ConnectionOpened ? 1 : 0;
    ended += fact instanceof Fact.ConnectionEnded ? 1 : 0;
    ledger.fact(entry.epochNanos(), entry.element(), fact);
    if (fact instanceof Fact.PacketLost lost && isMux(lost.nextHop())) {
      faults.noted(entry.epochNanos(), entry.element(), lost);
    } else if (fact instanceof Fact.PacketLost lost) {
      ledger.drop(entry.epochNanos(), entry.element(), lost.reason(), lost.packets());
    }
  }

  private boolean isMux(String nextHop) {
    return scenario.world().muxes().stream().anyMatch(mux -> mux.name().equals(nextHop));
  }

  private void order(Scenario.Load load, ClientCommand command) {
    try {
      fleet.clientOf(load.client()).command(load.client(), command);
    } catch (IOException e) {
      throw new CannotStart("the client does not take orders: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private String progress(Scenario.Load load) {
    return plan.progress()
        + "%d of %d connections opened, %d ended".formatted(opened, planned(load), ended);
  }

  private static Duration expected(Scenario.Load load) {
    return load.openEvery()
        .multipliedBy(load.connections())
        .plus(load.keystrokeEvery().multipliedBy(load.linesPerConnection()));
  }

  /** Flows in a MUX's table; -1 where it is no MUX, or does not say. */
  public static long flows(Map<String, Status> statuses, String element) {
    return Gauges.flows(statuses, element);
  }
}
