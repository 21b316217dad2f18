package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** When which fault is done. Asked in every round of a run. */
interface FaultPlan {
  /**
   * What is to be done now, in order.
   *
   * @param elapsed time since the load began
   */
  List<Fault> due(Duration elapsed, Map<String, Status> statuses);

  /** True when nothing is to come any more. */
  boolean isDone();

  /** The scenario by which the run is judged. */
  Scenario judged();

  /** How many faults it never got to. */
  int missing();

  /** The load while it goes on: longer for a plan that takes long. */
  Scenario.Load load();

  /** Time after which the same load is put on once more while the plan goes on; zero for never. */
  Duration again();

  /** Time that a run lasts even when everything has happened before. */
  Duration least();

  /** Most time that the faults take. */
  Duration longest();

  /** Where it stands, for people; empty where that goes without saying. */
  String progress();
}
