package io.azimux.cli.process;

import io.azimux.cli.console.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends JVMs: asks first, then insists. */
public final class Reaper {
  /** How long a JVM may take to leave the cluster before it is killed. */
  public static final Duration GRACE = Duration.ofSeconds(8);

  /** How long the kernel may take to end a killed process. */
  private static final Duration BURIAL = Duration.ofSeconds(8);

  private final StateDirectory state;

  /** Ends the JVMs of this state directory only. */
  public Reaper(StateDirectory state) {
    this.state = state;
  }

  /**
   * What was ended.
   *
   * @param asked JVMs that went when asked
   * @param killed JVMs that had to be killed
   * @param strays those among them that the state did not know
   * @param pages pages of the cluster, which are counted nowhere else
   */
  public record Outcome(int asked, int killed, int strays, int pages) {
    /** All JVMs that are gone now. */
    public int total() {
      return asked + killed;
    }
  }

  /** Ends every JVM, known or found by its mark, and forgets the cluster. */
  public Outcome stopAll(Duration grace) {
    Map<Long, ProcessHandle> living = new LinkedHashMap<>();
    Optional<ClusterState> known = state.read();
    known.ifPresent(
        cluster ->
            cluster.processes().stream()
                .flatMap(process -> state.jvms().find(process).stream())
                .forEach(handle -> living.put(handle.pid(), handle)));
    int recorded = living.size();
    List<ProcessHandle> pages = new ArrayList<>();
    for (ProcessHandle handle : state.jvms().all()) {
      if (state.jvms().isPage(handle)) {
        pages.add(handle);
      } else {
        living.put(handle.pid(), handle);
      }
    }
    int strays = living.size() - recorded;
    List<ProcessHandle> all = new ArrayList<>(living.values());
    // A page holds nothing that must be brought home.
    pages.forEach(ProcessHandle::destroyForcibly);
    all.forEach(ProcessHandle::destroy);
    List<ProcessHandle> stubborn = waitFor(all, grace);
    stubborn.forEach(ProcessHandle::destroyForcibly);
    waitFor(stubborn, BURIAL);
    waitFor(pages, BURIAL);
    state.clear();
    return new Outcome(all.size() - stubborn.size(), stubborn.size(), strays, pages.size());
  }

  /** Waits for the processes to end; returns those that did not. */
  private List<ProcessHandle> waitFor(List<ProcessHandle> processes, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    List<ProcessHandle> living = alive(processes);
    while (!living.isEmpty() && System.nanoTime() < deadline) {
      Poll.pause(Duration.ofMillis(20));
      living = alive(living);
    }
    return living;
  }

  private List<ProcessHandle> alive(List<ProcessHandle> processes) {
    return processes.stream().filter(state.jvms()::isRunning).toList();
  }
}
