package io.azimux.console;

import io.azimux.cluster.http.Status;
import io.azimux.console.deployment.ActionRefused;
import io.azimux.console.deployment.Deed;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.deployment.NodeAddress;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.node.trace.PacketTrace;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The world of the text with processes that a test makes up. */
final class FakeDeployment implements Deployment {
  static final String TOKEN = "open sesame";

  private final Scenario scenario;
  private final Path runs;
  final List<NodeAddress> nodes = new CopyOnWriteArrayList<>();
  final List<String> done = new CopyOnWriteArrayList<>();

  FakeDeployment(Path runs) throws ScenarioException {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    scenario = ScenarioFile.read(root.resolve("scenarios/nva-inbound.yaml"));
    this.runs = runs;
  }

  @Override
  public Scenario scenario() {
    return scenario;
  }

  @Override
  public String identity() {
    return "test";
  }

  @Override
  public String token() {
    return TOKEN;
  }

  @Override
  public Offer offer() {
    return new Offer(List.of(Deed.KILL), "nobody starts processes here");
  }

  @Override
  public String perform(Deed deed, String element) throws ActionRefused {
    if (element.equals("mux-4")) {
      throw new ActionRefused("mux-4 is gone already");
    }
    done.add(deed + " " + element);
    return "SIGKILL " + element;
  }

  @Override
  public WalkResult simulatedWalk(Scenario of) {
    return new WalkResult(of, "simulator", List.of(), false, new PacketTrace(1, List.of()));
  }

  @Override
  public Path runs() {
    return runs;
  }

  @Override
  public List<NodeAddress> addresses(Collection<Status> answers) {
    return nodes;
  }
}
