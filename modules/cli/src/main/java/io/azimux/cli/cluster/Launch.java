package io.azimux.cli.cluster;

import io.azimux.topology.Scenario;
import java.nio.file.Path;

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
    NodeArchive archive) {}
