package io.azimux.console.deployment;

import io.azimux.experiment.walk.WalkResult;
import io.azimux.topology.Scenario;
import java.nio.file.Path;
import java.util.List;

/** A deployment of a world, as far as the page needs it. Used by several threads. */
public interface Deployment extends Nodes {
  /** What runs: read anew where it has changed, for another one may run by now. */
  Scenario scenario();

  /** Tells one start of a world from all others; changes when another one runs. */
  String identity();

  /** What commands to the processes must show; empty where none can be given. */
  String token();

  /** What can be done to its processes. */
  Offer offer();

  /**
   * Does it.
   *
   * @return what was done, in words
   * @throws ActionRefused where it cannot be done now
   */
  String perform(Deed deed, String element) throws ActionRefused;

  /** A walk through the world in virtual time. */
  WalkResult simulatedWalk(Scenario scenario);

  /** Where the reports of runs lie; need not exist. */
  Path runs();

  /**
   * What a deployment can do.
   *
   * @param deeds in the order in which they are shown
   * @param reason why others are missing; empty where none is
   */
  record Offer(List<Deed> deeds, String reason) {
    /** Copies the list. */
    public Offer {
      deeds = List.copyOf(deeds);
    }
  }
}
