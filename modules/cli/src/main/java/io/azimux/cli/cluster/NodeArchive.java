package io.azimux.cli.cluster;

import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * The class-data archive that halves the processor time in which a cluster's JVMs start. It is made
 * once after a build, by a JVM that rehearses the start of a cluster.
 */
public final class NodeArchive {
  /** The rehearsal takes some seven seconds of processor time. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Path file;

  private NodeArchive(Path file) {
    this.file = file;
  }

  /** The one that the launcher names; without a launcher there is none. */
  public static NodeArchive ofProcess() {
    return new NodeArchive(Path.of(System.getProperty("azimux.node.archive", "")));
  }

  /** Options of a JVM that uses it. */
  List<String> options() {
    return Files.isRegularFile(file)
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:class+path=off")
        : List.of();
  }

  /**
   * Makes the archive where it is missing. Where that fails everything works, only later.
   *
   * @param mark option by which the JVM is known as one of this directory, should it be left behind
   */
  void prepare(Console console, Launch launch, String mark) {
    if (file.toString().isEmpty() || Files.exists(file) || Files.exists(failure())) {
      return;
    }
    try {
      Process process = rehearse(launch, mark);
      boolean done;
      try {
        done =
            new Poll(console, "archive", LOOK_EVERY)
                .until(
                    () -> !process.isAlive(),
                    LIMIT,
                    () -> "class-data archive, once after a build");
      } finally {
        process.destroyForcibly();
      }
      adopt(done && process.exitValue() == 0);
    } catch (IOException e) {
      console.stage("archive", "no class-data archive: " + e.getMessage());
    }
  }

  private Process rehearse(Launch launch, String mark) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx600m",
                "-XX:ArchiveClassesAtExit=" + fresh(),
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                mark,
                "io.azimux.cluster.Rehearsal",
                launch.scenarioFile().toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().put("CLASSPATH", launch.classPath());
    return builder.start();
  }

  /**
   * A JVM that failed, or was ended while it wrote, leaves less than a whole file: that one is not
   * used.
   */
  private void adopt(boolean whole) throws IOException {
    if (whole && Files.exists(fresh())) {
      Files.move(fresh(), file, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(fresh());
      Files.createFile(failure());
    }
  }

  private Path fresh() {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  private Path log() {
    return file.resolveSibling(file.getFileName() + ".log");
  }

  /** Says that it was tried; a build removes it. */
  private Path failure() {
    return file.resolveSibling(file.getFileName() + ".failed");
  }
}
