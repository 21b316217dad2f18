package io.azimux.simulator.store;

import io.azimux.node.Meter;
import io.azimux.node.message.PeerMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Replicas of flows that do wrong, for {@code PlantedBug}. */
public final class PlantedStoreBugs {
  private PlantedStoreBugs() {}

  /** Confirms what it stores only 400 ms later. */
  public static StoreReplica acknowledgeBeforeStoring(FlowReplica inner) {
    return new Hasty(inner);
  }

  /** Begins with the same generation each time, and does not listen to who knows better. */
  public static StoreReplica forgetTheGeneration(FlowReplica inner) {
    return new Forgetful(inner);
  }

  private static class Wrapped implements StoreReplica {
    final StoreReplica inner;

    Wrapped(StoreReplica inner) {
      this.inner = inner;
    }

    @Override
    public void start(long nowNanos, StoreOutlet out) {
      inner.start(nowNanos, out);
    }

    @Override
    public void onTold(PeerMessage message, long nowNanos, StoreOutlet out) {
      inner.onTold(message, nowNanos, out);
    }

    @Override
    public void onLetter(String from, Letter letter, long nowNanos, StoreOutlet out) {
      inner.onLetter(from, letter, nowNanos, out);
    }

    @Override
    public void onTimer(long key, long nowNanos, StoreOutlet out) {
      inner.onTimer(key, nowNanos, out);
    }

    @Override
    public void measure(Meter meter) {
      inner.measure(meter);
    }
  }

  private static final class Hasty extends Wrapped {
    private static final long LATER_NANOS = 400_000_000L;
    private static final long FIRST_KEY = 1L << 40;

    private record Held(String from, Letter letter) {}

    private final Map<Long, Held> held = new LinkedHashMap<>();
    private long key = FIRST_KEY;

    Hasty(StoreReplica inner) {
      super(inner);
    }

    @Override
    public void onLetter(String from, Letter letter, long nowNanos, StoreOutlet out) {
      if (letter instanceof FlowLetter.Write write) {
        out.send(from, new FlowLetter.Written(write.number()));
        held.put(key, new Held(from, letter));
        out.timer(key++, nowNanos + LATER_NANOS);
      } else {
        super.onLetter(from, letter, nowNanos, out);
      }
    }

    @Override
    public void onTimer(long due, long nowNanos, StoreOutlet out) {
      Held late = held.remove(due);
      if (late == null) {
        super.onTimer(due, nowNanos, out);
      } else {
        super.onLetter(late.from(), late.letter(), nowNanos, out);
      }
    }
  }

  private static final class Forgetful extends Wrapped {
    Forgetful(StoreReplica inner) {
      super(inner);
    }

    @Override
    public void start(long nowNanos, StoreOutlet out) {
      super.start(0, out);
    }

    @Override
    public void onLetter(String from, Letter letter, long nowNanos, StoreOutlet out) {
      if (!(letter instanceof FlowLetter.States)) {
        super.onLetter(from, letter, nowNanos, out);
      }
    }
  }
}
