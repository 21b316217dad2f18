package io.azimux.experiment;

import io.azimux.topology.Fault;
import java.util.ArrayList;
import java.util.List;

/** A fault, when it was done, and who saw its effect. */
public final class FaultRecord {
  /**
   * Somebody saw the effect.
   *
   * @param observer who: a router, the controller, the engine that runs the processes
   * @param what in words, {@code process gone}
   */
  public record Evidence(long nanos, String observer, String what) {}

  private final Fault fault;
  private final long nanos;
  private final long carriedFlows;
  private final List<Evidence> evidence = new ArrayList<>();

  FaultRecord(Fault fault, long nanos, long carriedFlows) {
    this.fault = fault;
    this.nanos = nanos;
    this.carriedFlows = carriedFlows;
  }

  void add(Evidence seen) {
    evidence.add(seen);
  }

  /** As the scenario orders it. */
  public Fault fault() {
    return fault;
  }

  /** Time at which it was done. */
  public long nanos() {
    return nanos;
  }

  /** Flows in the victim's table just before; -1 where it has none or nobody could read it. */
  public long carriedFlows() {
    return carriedFlows;
  }

  /** Who saw it, in order of time. */
  public List<Evidence> evidence() {
    return evidence.stream().sorted((a, b) -> Long.compare(a.nanos(), b.nanos())).toList();
  }

  /** Different observers that saw it. */
  public long observers() {
    return evidence.stream().map(Evidence::observer).distinct().count();
  }
}
