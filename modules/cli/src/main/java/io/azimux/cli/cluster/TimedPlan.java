package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.topology.Fault;
import io.azimux.topology.Phase;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The faults of a scenario, each at its time. */
final class TimedPlan implements FaultPlan {
  private final Scenario scenario;
  private final Deque<Fault> due;

  TimedPlan(Scenario scenario) {
    this.scenario = scenario;
    this.due =
        new ArrayDeque<>(
            scenario.faults().stream().sorted(Comparator.comparing(Fault::at)).toList());
  }

  @Override
  public List<Fault> due(Duration elapsed, Map<String, Status> statuses) {
    List<Fault> now = new ArrayList<>();
    while (!due.isEmpty() && elapsed.compareTo(due.peek().at()) >= 0) {
      now.add(due.remove());
    }
    return now;
  }

  @Override
  public boolean isDone() {
    return due.isEmpty();
  }

  @Override
  public Scenario judged() {
    return scenario;
  }

  @Override
  public int missing() {
    return due.size();
  }

  @Override
  public Scenario.Load load() {
    return scenario.load();
  }

  @Override
  public Duration again() {
    return Duration.ZERO;
  }

  @Override
  public Duration least() {
    return scenario.phases().stream()
        .map(Phase::end)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  @Override
  public Duration longest() {
    Duration phases = least();
    Duration last =
        scenario.faults().stream()
            .map(Fault::at)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return phases.compareTo(last) > 0 ? phases : last;
  }

  @Override
  public String progress() {
    return "";
  }
}
