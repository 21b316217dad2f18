package io.azimux.cli.command;

import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.NodeArchive;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.process.ClusterState;
import io.azimux.topology.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The cluster that {@code up} has left running, with what it takes to start its JVMs again. */
final class RunningCluster {
  private RunningCluster() {}

  /**
   * Opens it.
   *
   * @throws io.azimux.cli.console.CannotStart where none runs
   */
  static LocalCluster of(Home home) {
    ClusterState state = LocalCluster.running(home.state()).state();
    Scenarios.Chosen chosen = new Scenarios(home).choose(state.scenario());
    Scenario.Placement placement =
        Stream.of(Scenario.Placement.values())
            .filter(one -> Startup.label(one).equals(state.placement()))
            .findFirst()
            .orElse(chosen.scenario().placement());
    return LocalCluster.running(
        home.state(),
        new Launch(
            chosen.file(),
            chosen.scenario(),
            placement,
            state.seed(),
            state.attached(),
            Path.of(state.directory()),
            0,
            0,
            state.token(),
            System.getProperty("azimux.classpath", System.getProperty("java.class.path", "")),
            NodeArchive.ofProcess(),
            "",
            List.of()));
  }
}
