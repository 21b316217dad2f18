package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.journal.Entry;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.node.Fact;
import io.azimux.node.Step;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.trace.PacketTrace;
import io.azimux.node.trace.TraceCollector;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Follows the first packets of one connection through a running cluster. */
public final class ClusterWalk {
  /** Three packets cross at most a dozen links, so this is thousands of times what they need. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int TRACES = 65_535;

  private final Fleet fleet;
  private final Scenario scenario;
  private final Console console;
  private final TraceCollector steps = new TraceCollector();
  private final JournalReader journals;
  private String outcome = "";

  /** A walk in this cluster. */
  public ClusterWalk(Fleet fleet, Scenario scenario, Console console) {
    this.fleet = fleet;
    this.scenario = scenario;
    this.console = console;
    this.journals = new JournalReader(fleet, this::take);
  }

  private void take(Entry entry) {
    Step step = entry.step();
    if (step != null) {
      steps.add(entry.mark(), entry.element(), step, entry.epochNanos());
    }
    if (entry.fact() instanceof Fact.ConnectionEnded ended
        && entry.element().equals(scenario.walk().client())
        && ended.flow().sourcePort() == scenario.walk().sourcePort()) {
      outcome = ended.outcome();
    }
  }

  /**
   * Opens the connection and gathers what the elements recorded.
   *
   * @return the walk, complete or as far as it came
   */
  public WalkResult walk() {
    Scenario.Walk walk = scenario.walk();
    journals.poll();
    outcome = "";
    List<String> live = ClusterReadiness.healthyBackends(fleet.statuses().values());
    int number = unused();
    try {
      fleet
          .clientOf(walk.client())
          .command(
              walk.client(),
              new ClientCommand.OpenTraced(
                  number, walk.sourcePort(), walk.destination(), walk.port()));
    } catch (IOException e) {
      throw new CannotStart("the client does not take orders: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
    new Poll(console, "walk", Duration.ofMillis(50))
        .until(
            () -> {
              journals.poll();
              return !outcome.isEmpty() && isComplete(number);
            },
            LIMIT,
            () -> "waiting for the journals");
    PacketTrace trace = steps.trace(number).orElse(new PacketTrace(number, List.of()));
    return new WalkResult(scenario, "cluster", live, outcome.equals("completed"), trace);
  }

  private boolean isComplete(int number) {
    return steps.trace(number).map(PacketTrace::isComplete).orElse(false);
  }

  /** A number that no earlier walk of this cluster used. */
  private int unused() {
    int number = 1;
    while (number < TRACES && steps.trace(number).isPresent()) {
      number++;
    }
    return number;
  }
}
