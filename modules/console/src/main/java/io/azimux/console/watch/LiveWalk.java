package io.azimux.console.watch;

import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import io.azimux.console.deployment.ActionRefused;
import io.azimux.console.deployment.Deployment;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.node.Measure;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.trace.PacketTrace;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Opens one traced connection in what runs, and gathers what the elements recorded of it. */
public final class LiveWalk {
  /** Three packets cross at most a dozen links; a dead MUX costs some retransmissions. */
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(8);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Deployment deployment;
  private final HttpClient http;
  private final Traces traces;
  private final Supplier<List<NodeView>> views;

  LiveWalk(Deployment deployment, HttpClient http, Traces traces, Supplier<List<NodeView>> views) {
    this.deployment = deployment;
    this.http = http;
    this.traces = traces;
    this.views = views;
  }

  /**
   * Walks.
   *
   * @param sourcePort of the client, 1..65535
   * @return the walk, complete or as far as it came
   * @throws ActionRefused where the client cannot be reached, or takes no orders
   */
  public WalkResult walk(int sourcePort) throws ActionRefused, InterruptedException {
    Scenario scenario = deployment.scenario();
    Scenario.Walk walk = scenario.walk();
    List<String> healthy = healthyBackends();
    int trace = traces.begin(sourcePort);
    order(
        walk.client(),
        new ClientCommand.OpenTraced(trace, sourcePort, walk.destination(), walk.port()));
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!isDone(trace, sourcePort) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return new WalkResult(
        scenario,
        "cluster",
        healthy,
        traces.outcome(sourcePort).equals("completed"),
        traces.trace(trace).orElse(new PacketTrace(trace, List.of())));
  }

  private boolean isDone(int trace, int sourcePort) {
    return !traces.outcome(sourcePort).isEmpty()
        && traces.trace(trace).map(PacketTrace::isComplete).orElse(false);
  }

  private void order(String client, ClientCommand command)
      throws ActionRefused, InterruptedException {
    NodeView node = new Picture(views.get()).carrier(client);
    if (node == null || !node.answers()) {
      throw new ActionRefused("the process of " + client + " does not answer");
    }
    try {
      new NodeClient(http, node.address().url(), deployment.token()).command(client, command);
    } catch (IOException refused) {
      throw new ActionRefused(client + " takes no orders: " + refused.getMessage(), refused);
    }
  }

  /** Backends that the controller holds healthy. */
  private List<String> healthyBackends() {
    Set<String> healthy = new TreeSet<>();
    for (NodeView node : views.get()) {
      Status status = node.status();
      if (status != null) {
        status.elements().stream()
            .filter(element -> element.role().equals("controller"))
            .flatMap(element -> element.readings().stream())
            .filter(value -> value.measure().equals(Measure.PROBE_HEALTHY.metric()))
            .filter(value -> value.value() > 0)
            .forEach(value -> healthy.add(value.label()));
      }
    }
    return List.copyOf(healthy);
  }
}
