package io.azimux.cli.cluster;

import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The class-data archive that halves the start of a cluster's JVMs. It is made on the way: while
 * there is none, the JVM of a host, which loads nearly every class, writes one when it ends.
 */
public final class NodeArchive {
  private final Path file;

  private NodeArchive(Path file) {
    this.file = file;
  }

  /** The one that the launcher names; without a launcher there is none. */
  public static NodeArchive ofProcess() {
    return new NodeArchive(Path.of(System.getProperty("azimux.node.archive", "")));
  }

  /** Options of the JVM with this plan. */
  List<String> options(JvmPlan plan) {
    if (file.toString().isEmpty()) {
      return List.of();
    }
    if (Files.exists(file)) {
      return List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:class+path=off");
    }
    boolean writes =
        plan.roles().contains(Placement.label(Wiring.Role.HOST)) && !Files.exists(fresh());
    return writes
        ? List.of("-XX:ArchiveClassesAtExit=" + fresh(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        : List.of();
  }

  /** True where one of the running JVMs may still have to write it. */
  boolean isMissing() {
    return !file.toString().isEmpty() && !Files.exists(file);
  }

  /**
   * All JVMs have ended: what was written is used from now on, unless a JVM was killed while it
   * wrote.
   */
  void adopt(boolean allEndedInOrder) {
    try {
      if (allEndedInOrder && isMissing() && Files.exists(fresh()) && Files.size(fresh()) > 0) {
        Files.move(fresh(), file, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(fresh());
    } catch (IOException e) {
      // Without it everything works, only later.
      return;
    }
  }

  private Path fresh() {
    return file.resolveSibling(file.getFileName() + ".new");
  }
}
