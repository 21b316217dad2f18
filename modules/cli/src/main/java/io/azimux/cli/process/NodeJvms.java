package io.azimux.cli.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds JVMs of a cluster among all processes of the machine.
 *
 * <p>A process number alone proves nothing, since the system gives it to a stranger once the
 * process has ended. So a JVM must carry the mark of this state directory in its command line, and
 * must have begun when it was seen to begin.
 */
public final class NodeJvms {
  /** The option that marks a JVM; its value is the state directory. */
  private static final String OPTION = "-Dazimux.node.of=";

  /** The option that marks the page of a cluster: it ends with it, but is none of its JVMs. */
  public static final String PAGE = "-Dazimux.page=true";

  /** The system reports start times in ticks of 10 ms, and may round them either way. */
  private static final long CLOCK_TOLERANCE_MILLIS = 1_500;

  private final String mark;

  /** Finds the JVMs of the cluster whose state lies in the directory. */
  public NodeJvms(Path stateDirectory) {
    this.mark = OPTION + stateDirectory.toAbsolutePath().normalize();
  }

  /** The option that a JVM must be started with to be found again. */
  public String mark() {
    return mark;
  }

  /** The process, if it still is the one that was started. */
  public Optional<ProcessHandle> find(NodeProcess process) {
    return ProcessHandle.of(process.pid())
        .filter(handle -> sameStart(handle, process.startedMillis()))
        .filter(this::lives);
  }

  /** Every marked process, known or not. */
  public List<ProcessHandle> all() {
    return ProcessHandle.allProcesses().filter(this::isMarked).toList();
  }

  /** True while a marked process runs; one that has ended but was not collected yet does not. */
  boolean isRunning(ProcessHandle handle) {
    return isMarked(handle) && handle.isAlive();
  }

  /**
   * True for a marked process that runs, and while the kernel replaces the program of a process, or
   * takes it apart: it has no command line then, as one that has ended, but has not ended. The
   * command line is read once: between two readings it may come into being.
   */
  private boolean lives(ProcessHandle handle) {
    List<String> arguments = arguments(handle);
    return arguments.isEmpty() ? hasNotEnded(handle) : arguments.contains(mark) && handle.isAlive();
  }

  private static boolean hasNotEnded(ProcessHandle handle) {
    Path stat = Path.of("/proc", Long.toString(handle.pid()), "stat");
    try {
      String text = Files.exists(stat) ? Files.readString(stat) : "";
      String afterName = text.substring(text.lastIndexOf(')') + 1).strip();
      return !afterName.isEmpty() && !afterName.startsWith("Z");
    } catch (IOException e) {
      return false; // it has ended meanwhile
    }
  }

  /** When the process began; the time of the epoch where the system does not say. */
  public static long startedMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
  }

  private static boolean sameStart(ProcessHandle handle, long startedMillis) {
    return Math.abs(startedMillis(handle) - startedMillis) <= CLOCK_TOLERANCE_MILLIS;
  }

  /** True for the page of a cluster. */
  boolean isPage(ProcessHandle handle) {
    return arguments(handle).contains(PAGE);
  }

  private boolean isMarked(ProcessHandle handle) {
    return arguments(handle).contains(mark);
  }

  private static List<String> arguments(ProcessHandle handle) {
    Path commandLine = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
    try {
      // The JDK gives up on long command lines, the kernel does not.
      if (Files.isReadable(commandLine)) {
        String text = new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : List.of(text.split("\0"));
      }
    } catch (IOException e) {
      return List.of(); // it has ended meanwhile
    }
    return handle.info().arguments().map(List::of).orElse(List.of());
  }
}
