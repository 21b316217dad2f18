package io.azimux.cli.page;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.process.ClusterState;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.http.Status;
import io.azimux.console.deployment.ActionRefused;
import io.azimux.console.deployment.Deed;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.deployment.NodeAddress;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.topology.Scenario;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of this machine, whichever runs: the page stays open from one to the next, and shows
 * nothing running in between. JVMs that a run has started with itself end with it: they are shown,
 * and can be killed, but not started again.
 */
public final class LocalDeployment implements Deployment {
  private final StateDirectory directory;
  private final Path runs;
  private final Scenario none;
  private final Function<String, Scenario> reader;
  private final Function<ClusterState, LocalCluster> opener;
  private final SimulatedWalks walks = new SimulatedWalks();
  private @Nullable ClusterState last;
  private Scenario scenario;
  private @Nullable LocalCluster cluster;

  /**
   * A deployment.
   *
   * @param none what to show before anything runs
   * @param reader reads the scenario of a file
   * @param opener knows how to start JVMs of a cluster again
   */
  public LocalDeployment(
      StateDirectory directory,
      Path runs,
      Scenario none,
      Function<String, Scenario> reader,
      Function<ClusterState, LocalCluster> opener) {
    this.directory = directory;
    this.runs = runs;
    this.none = none;
    this.scenario = none;
    this.reader = reader;
    this.opener = opener;
  }

  /** What runs, or ran last: a cluster that has ended still shows how it was left. */
  private synchronized Optional<ClusterState> state() {
    Optional<ClusterState> now = directory.read();
    now.filter(state -> !identity(state).equals(last == null ? "" : identity(last)))
        .ifPresent(
            state -> {
              scenario = read(state);
              cluster = null;
            });
    now.ifPresent(state -> last = state);
    return Optional.ofNullable(last);
  }

  private Scenario read(ClusterState state) {
    try {
      return reader.apply(state.scenario());
    } catch (RuntimeException unreadable) {
      return none; // the file was changed or moved while its cluster runs
    }
  }

  private static String identity(ClusterState state) {
    return state.started() + " " + state.scenario();
  }

  @Override
  public synchronized Scenario scenario() {
    return state().isPresent() ? scenario : none;
  }

  @Override
  public String identity() {
    return state().map(LocalDeployment::identity).orElse("nothing");
  }

  @Override
  public List<NodeAddress> addresses(Collection<Status> answers) {
    return state().stream()
        .flatMap(state -> state.processes().stream())
        .map(one -> new NodeAddress(one.name(), URI.create(one.url()), one.elements()))
        .toList();
  }

  @Override
  public String token() {
    return state().map(ClusterState::token).orElse("");
  }

  @Override
  public Offer offer() {
    Optional<ClusterState> now = state();
    if (now.isEmpty()) {
      return new Offer(List.of(), "no cluster is running; start one with ./azimux up");
    }
    if (now.get().attached()) {
      return new Offer(
          List.of(Deed.KILL, Deed.TERMINATE, Deed.PAUSE, Deed.RESUME),
          "restart: a run starts its own JVMs again, nobody else does");
    }
    return new Offer(Arrays.asList(Deed.values()), "");
  }

  @Override
  public synchronized String perform(Deed deed, String element) throws ActionRefused {
    ClusterState now =
        directory.read().orElseThrow(() -> new ActionRefused("no cluster is running"));
    try {
      LocalCluster local = cluster == null ? opener.apply(now) : cluster;
      cluster = local;
      return FleetDeeds.perform(local, deed, element);
    } catch (CannotStart gone) {
      throw new ActionRefused(String.valueOf(gone.getMessage()), gone);
    }
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
