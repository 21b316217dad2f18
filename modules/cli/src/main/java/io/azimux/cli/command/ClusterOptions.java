package io.azimux.cli.command;

import io.azimux.cli.cluster.Launch;
import io.azimux.cli.cluster.NodeArchive;
import io.azimux.cli.cluster.Startup;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options of every command that starts a cluster. */
final class ClusterOptions {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final Pattern LOGS = Pattern.compile("cluster-\\d{8}-\\d{6}");
  private static final int TOKEN_BITS = 128;
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--placement",
      paramLabel = "P",
      description = {
        "Which elements share a JVM: one-jvm, per-role, per-machine (a host and its guests),",
        "per-element. Default: as the scenario says."
      })
  String placement = "";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "First of consecutive HTTP ports. Default: any free ones.")
  int httpPort;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description = "First of consecutive ports between JVMs. Default: any free ones.")
  int basePort;

  /** Checks all of it before anything is started. */
  Launch launch(Scenarios.Chosen chosen, long seed, boolean attached, Path directory) {
    return launch(chosen, seed, attached, directory, "", List.of());
  }

  /** The same, where the scenario was changed by one of its mutations, or written differently. */
  Launch launch(
      Scenarios.Chosen chosen,
      long seed,
      boolean attached,
      Path directory,
      String mutation,
      List<String> changes) {
    return new Launch(
        chosen.file(),
        chosen.scenario(),
        placement.isEmpty() ? chosen.scenario().placement() : parse(placement),
        seed,
        attached,
        directory,
        port("--http-port", httpPort),
        port("--base-port", basePort),
        new BigInteger(TOKEN_BITS, new SecureRandom()).toString(Character.MAX_RADIX),
        System.getProperty("azimux.classpath", System.getProperty("java.class.path", "")),
        NodeArchive.ofProcess(),
        mutation,
        changes);
  }

  /** A directory for the logs of a cluster; those of long ago are removed. */
  static Path directory(Home home) {
    Path parent = home.state().path();
    try {
      Files.createDirectories(parent);
      Pruning.keepNewest(parent, LOGS);
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + parent + ": " + e.getMessage(), e);
    }
    return parent.resolve("cluster-" + TIME.format(Instant.now()));
  }

  private static Scenario.Placement parse(String text) {
    return Arrays.stream(Scenario.Placement.values())
        .filter(candidate -> Startup.label(candidate).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "no placement '%s'\nValid: %s"
                        .formatted(
                            text,
                            Arrays.stream(Scenario.Placement.values())
                                .map(Startup::label)
                                .collect(Collectors.joining(", ")))));
  }

  private static int port(String option, int port) {
    if (port < 0 || port > LAST_PORT) {
      throw new BadInput("%s %d is not 1..%d (0: any)".formatted(option, port, LAST_PORT));
    }
    return port;
  }
}
