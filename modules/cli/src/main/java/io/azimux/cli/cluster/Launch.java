package io.azimux.cli.cluster;

import io.azimux.cli.console.BadInput;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.List;

/**
 * What a cluster is to be started with.
 *
 * @param scenarioFile where the world was read from; the JVMs read it again
 * @param scenario what was read
 * @param placement which elements share a JVM
 * @param seed seed of everything random
 * @param attached true where the JVMs end when the command does
 * @param directory where logs go
 * @param httpPort first HTTP port, 0 for any
 * @param basePort first port for messages between JVMs, 0 for any
 * @param token secret that commands to the JVMs must show
 * @param classPath class path of the JVMs
 * @param archive class-data archive for their start
 * @param mutation name of the scenario's mutation that the JVMs apply, too; empty for none
 * @param changes each {@code KEY=VALUE}: with which they read the file, too
 */
public record Launch(
    Path scenarioFile,
    Scenario scenario,
    Scenario.Placement placement,
    long seed,
    boolean attached,
    Path directory,
    int httpPort,
    int basePort,
    String token,
    String classPath,
    NodeArchive archive,
    String mutation,
    List<String> changes) {
  /** Copies the list. */
  public Launch {
    changes = List.copyOf(changes);
  }

  /** Whether the settings are others than those that stand in the file. */
  boolean hasOwnSettings() {
    try {
      Settings inFile = ScenarioFile.read(scenarioFile, changes).world().settings();
      return !inFile.equals(scenario.world().settings());
    } catch (ScenarioException gone) {
      throw new BadInput("%s can be read no more: %s".formatted(scenarioFile, gone.getMessage()));
    }
  }
}
