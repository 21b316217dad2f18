package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.packet.FiveTuple;
import io.azimux.topology.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything an engine saw of a run, for the {@link Judge}. Facts may come in any order; times are
 * nanoseconds on one clock of the engine. Not thread-safe.
 */
public final class Ledger {
  /** A change of a next hop or of a backend's health. */
  public record Change(long nanos, String observer, String subject, boolean up, String reason) {}

  /** Packets dropped. */
  public record Drop(long nanos, String element, Disposition disposition, long count) {}

  /** A packet of a flow that went to an element that was not running. */
  public record Loss(long nanos, String nextHop) {}

  private final Map<FiveTuple, FlowRecord> flows = new LinkedHashMap<>();
  private final Map<FiveTuple, List<Loss>> losses = new LinkedHashMap<>();
  private final List<Change> nextHops = new ArrayList<>();
  private final List<Change> health = new ArrayList<>();
  private final List<Drop> drops = new ArrayList<>();
  private final List<FaultRecord> faults = new ArrayList<>();
  private final TimeSeries series = new TimeSeries();
  private long loadStartNanos;
  private long missed;

  /** Takes a fact that an element noted. */
  public void fact(long nanos, String element, Fact fact) {
    if (fact instanceof Fact.FlowAtBackend seen) {
      flow(seen.flow()).seen(nanos, seen);
    } else if (fact instanceof Fact.ConnectionOpened opened) {
      flow(opened.flow()).opened(nanos, opened);
    } else if (fact instanceof Fact.ConnectionEnded ended) {
      flow(ended.flow()).ended(nanos, ended);
    } else if (fact instanceof Fact.FlowAdopted adopted) {
      flow(adopted.flow()).adopted(nanos, element, adopted);
    } else if (fact instanceof Fact.FlowReleased released) {
      flow(released.flow()).released(nanos, element, released);
    } else if (fact instanceof Fact.PacketLost lost) {
      losses
          .computeIfAbsent(lost.flow(), flow -> new ArrayList<>())
          .add(new Loss(nanos, lost.nextHop()));
    } else if (fact instanceof Fact.BackendHealth change) {
      health.add(new Change(nanos, element, change.backend(), change.healthy(), ""));
    } else if (fact instanceof Fact.NextHopChanged change) {
      nextHops.add(
          new Change(nanos, change.router(), change.nextHop(), change.active(), change.reason()));
    }
  }

  /** Readings of the elements over time; the engine adds to them. */
  public TimeSeries series() {
    return series;
  }

  /** The load begins: times of faults count from here. */
  public void loadStarted(long nanos) {
    loadStartNanos = nanos;
  }

  /**
   * A fault was done.
   *
   * @param carriedFlows flows in the victim's table just before, -1 where unknown
   */
  public FaultRecord fault(long nanos, Fault fault, long carriedFlows) {
    FaultRecord done = new FaultRecord(fault, nanos, carriedFlows);
    faults.add(done);
    return done;
  }

  /** Somebody outside the elements saw the effect of a fault: a process gone, or back. */
  public void evidence(FaultRecord fault, long nanos, String observer, String what) {
    fault.add(new FaultRecord.Evidence(nanos, observer, what));
  }

  /** Packets were dropped, or this was noticed, at a time. */
  public void drop(long nanos, String element, Disposition disposition, long count) {
    drops.add(new Drop(nanos, element, disposition, count));
  }

  /** The engine knows that facts happened which it could not read. */
  public void missed(long facts) {
    missed += facts;
  }

  /** Facts that happened and are not in this ledger. */
  public long missed() {
    return missed;
  }

  /** When the load began. */
  public long loadStartNanos() {
    return loadStartNanos;
  }

  /** All flows, in the order in which they became known. */
  public Collection<FlowRecord> flows() {
    return Collections.unmodifiableCollection(flows.values());
  }

  /** Packets of a flow, client to frontend, that went to elements that were not running. */
  public List<Loss> losses(FiveTuple flow) {
    return List.copyOf(losses.getOrDefault(flow, List.of()));
  }

  /** What routers did with next hops. */
  public List<Change> nextHops() {
    return List.copyOf(nextHops);
  }

  /** What the controller thought of backends. */
  public List<Change> health() {
    return List.copyOf(health);
  }

  /** What was dropped. */
  public List<Drop> drops() {
    return List.copyOf(drops);
  }

  /** Faults, in the order in which they were done. */
  public List<FaultRecord> faults() {
    return List.copyOf(faults);
  }

  private FlowRecord flow(FiveTuple key) {
    return flows.computeIfAbsent(key, FlowRecord::new);
  }
}
