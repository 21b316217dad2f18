package io.azimux.experiment;

import io.azimux.topology.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The faults of a run as spans of time: from the fault to what undid it. */
final class Outages {
  /** What is wrong meanwhile. */
  enum Kind {
    /** A process is not there. */
    DEAD,
    /** A process stands still. */
    STILL,
    /** Some elements cannot reach others. */
    CUT,
    /** Links are bad. */
    IMPAIRED,
    /** Flow state comes late. */
    SLOW_REPLICATION,
    /** A guest does not do its work. */
    GUEST
  }

  /**
   * One span.
   *
   * @param elements whom it concerns
   * @param untilNanos {@link Long#MAX_VALUE} where nothing undid it
   */
  record Outage(
      FaultRecord fault, Kind kind, Set<String> elements, long fromNanos, long untilNanos) {
    boolean overlaps(long from, long to) {
      return fromNanos <= to && untilNanos >= from;
    }
  }

  private final List<Outage> all = new ArrayList<>();

  Outages(List<FaultRecord> faults) {
    for (FaultRecord fault : faults) {
      Kind kind = kind(fault.fault().action());
      if (kind != null) {
        all.add(new Outage(fault, kind, concerned(fault), fault.nanos(), end(fault, faults)));
      }
    }
  }

  List<Outage> all() {
    return all;
  }

  List<Outage> of(Kind kind) {
    return all.stream().filter(outage -> outage.kind() == kind).toList();
  }

  private static @Nullable Kind kind(Action action) {
    if (action instanceof Action.Kill || action instanceof Action.Terminate) {
      return Kind.DEAD;
    } else if (action instanceof Action.Pause) {
      return Kind.STILL;
    } else if (action instanceof Action.Cut) {
      return Kind.CUT;
    } else if (action instanceof Action.Impair) {
      return Kind.IMPAIRED;
    } else if (action instanceof Action.SlowReplication slow) {
      return isOver(slow) ? null : Kind.SLOW_REPLICATION;
    } else if (action instanceof Action.IpForward guest) {
      return guest.on() ? null : Kind.GUEST;
    } else if (action instanceof Action.Listening guest) {
      return guest.on() ? null : Kind.GUEST;
    }
    return null;
  }

  private static Set<String> concerned(FaultRecord fault) {
    Action action = fault.fault().action();
    Set<String> elements = new LinkedHashSet<>(action.elements());
    if (action instanceof Action.Cut cut) {
      elements.addAll(cut.to());
    } else if (action instanceof Action.Impair impair) {
      elements.addAll(impair.to());
    }
    return elements;
  }

  private static long end(FaultRecord fault, List<FaultRecord> faults) {
    return faults.stream()
        .filter(other -> other.nanos() > fault.nanos())
        .filter(other -> undoes(other.fault().action(), fault))
        .mapToLong(Outages::seen)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** A process that is started is there when somebody has first seen it. */
  private static long seen(FaultRecord fault) {
    return fault.fault().isRestart()
        ? fault.evidence().stream()
            .mapToLong(FaultRecord.Evidence::nanos)
            .min()
            .orElse(fault.nanos())
        : fault.nanos();
  }

  private static boolean undoes(Action later, FaultRecord fault) {
    Action action = fault.fault().action();
    boolean same = !Collections.disjoint(later.elements(), concerned(fault));
    if (action instanceof Action.Pause) {
      return same
          && (later instanceof Action.Resume
              || later instanceof Action.Kill
              || later instanceof Action.Restart);
    } else if (action instanceof Action.ToProcess) {
      return same && later instanceof Action.Restart;
    } else if (action instanceof Action.Cut || action instanceof Action.Impair) {
      return same && later instanceof Action.Mend;
    } else if (action instanceof Action.SlowReplication) {
      return same && later instanceof Action.SlowReplication slow && isOver(slow);
    } else if (action instanceof Action.IpForward) {
      return same && later instanceof Action.IpForward guest && guest.on();
    }
    return same && later instanceof Action.Listening guest && guest.on();
  }

  private static boolean isOver(Action.SlowReplication slow) {
    return slow.delay().isZero() && slow.loss() == 0;
  }
}
