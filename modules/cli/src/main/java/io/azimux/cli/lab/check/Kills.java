package io.azimux.cli.lab.check;

import io.azimux.cli.cluster.ClusterReadiness;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Kills MUXes, and has them started again. */
final class Kills {
  private static final Duration GONE = Duration.ofSeconds(10);
  private static final Duration READY = Duration.ofSeconds(120);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** Starts elements again, with the rights that the cluster has. */
  interface Starter {
    /** Returns 0 where it did. */
    int restart(List<String> elements);
  }

  private final StateDirectory directory;
  private final Console console;
  private final Starter starter;
  private final ClusterReadiness readiness;
  private LocalCluster cluster;
  private int count;

  /** Of the cluster that runs here. */
  Kills(StateDirectory directory, Scenario scenario, Console console, Starter starter) {
    this.directory = directory;
    this.console = console;
    this.starter = starter;
    this.cluster = LocalCluster.running(directory);
    this.readiness = new ClusterReadiness(scenario.world(), plans(scenario));
  }

  private List<JvmPlan> plans(Scenario scenario) {
    return Stream.of(Scenario.Placement.values())
        .filter(placement -> Startup.label(placement).equals(cluster.state().placement()))
        .map(placement -> Placement.plan(scenario, placement))
        .findFirst()
        .orElseThrow();
  }

  /** The cluster as it is since the last restart. */
  LocalCluster cluster() {
    return cluster;
  }

  /**
   * Kills the process of a MUX and waits until the kernel has ended it.
   *
   * @return when, in nanoseconds of this JVM's clock
   */
  long kill(String mux) {
    Carrier carrier =
        cluster
            .carrier(mux)
            .orElseThrow(() -> new CannotStart(mux + " is not in the cluster that runs"));
    if (cluster.standing(carrier) == Fleet.Standing.GONE) {
      throw new CannotStart(mux + " is gone already");
    }
    long at = System.nanoTime();
    var gone = cluster.kill(carrier);
    if (!new Poll(console, "kill", Duration.ofMillis(2)).until(gone::isDone, GONE, () -> mux)) {
      throw new CannotStart(mux + " does not end");
    }
    count++;
    return at;
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /**
   * Starts MUXes again and waits until routers use them.
   *
   * @return how long that took, in nanoseconds
   */
  long restart(List<String> muxes) {
    long begun = System.nanoTime();
    if (starter.restart(muxes) != 0) {
      throw new CannotStart("cannot start again: " + String.join(", ", muxes));
    }
    // The new processes are not those that were read from the state when this began.
    cluster = LocalCluster.running(directory);
    boolean ready =
        new Poll(console, "restart", LOOK_EVERY)
            .until(this::isReady, READY, () -> String.join(", ", muxes) + " start");
    if (!ready) {
      throw new CannotStart(String.join(", ", muxes) + " did not get ready again");
    }
    return System.nanoTime() - begun;
  }

  private boolean isReady() {
    return readiness.judge(cluster.statuses().values()).isReady();
  }
}
