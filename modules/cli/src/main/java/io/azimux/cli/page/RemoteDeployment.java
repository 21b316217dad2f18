package io.azimux.cli.page;

import io.azimux.cluster.http.Status;
import io.azimux.console.deployment.ActionRefused;
import io.azimux.console.deployment.Deed;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.deployment.NodeAddress;
import io.azimux.console.deployment.Nodes;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.topology.Scenario;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Processes that something else starts and ends: they are watched and walked through, no more. */
public final class RemoteDeployment implements Deployment {
  private static final String REASON =
      "processes here are ended and started by what runs them (docker, kubectl), not by this page";

  private final Nodes nodes;
  private final Scenario scenario;
  private final String token;
  private final Path runs;
  private final SimulatedWalks walks = new SimulatedWalks();

  /**
   * A deployment.
   *
   * @param scenario with which the processes were started, too
   * @param token what commands to them must show; empty where only looking is wanted
   */
  public RemoteDeployment(Nodes nodes, Scenario scenario, String token, Path runs) {
    this.nodes = nodes;
    this.scenario = scenario;
    this.token = token;
    this.runs = runs;
  }

  @Override
  public List<NodeAddress> addresses(Collection<Status> answers) {
    return nodes.addresses(answers);
  }

  @Override
  public Scenario scenario() {
    return scenario;
  }

  @Override
  public String identity() {
    return scenario.name();
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public Offer offer() {
    return new Offer(List.of(), REASON);
  }

  @Override
  public String perform(Deed deed, String element) throws ActionRefused {
    throw new ActionRefused(REASON);
  }

  @Override
  public WalkResult simulatedWalk(Scenario of) {
    return walks.of(of);
  }

  @Override
  public Path runs() {
    return runs;
  }
}
