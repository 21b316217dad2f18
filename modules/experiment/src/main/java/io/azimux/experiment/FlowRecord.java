package io.azimux.experiment;

import io.azimux.node.Fact;
import io.azimux.packet.FiveTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of one flow of a client; facts may come in any order. */
public final class FlowRecord {
  /** The flow was seen at a backend. */
  public record Sighting(long nanos, String backend, boolean opening) {}

  private final FiveTuple flow;
  private final List<Sighting> sightings = new ArrayList<>();
  private long openedNanos = Long.MAX_VALUE;
  private long endedNanos = Long.MAX_VALUE;
  private Fact.@Nullable ConnectionEnded end;

  FlowRecord(FiveTuple flow) {
    this.flow = flow;
  }

  void seen(long nanos, Fact.FlowAtBackend fact) {
    sightings.add(new Sighting(nanos, fact.backend(), fact.opening()));
  }

  void opened(long nanos) {
    openedNanos = Math.min(openedNanos, nanos);
  }

  void ended(long nanos, Fact.ConnectionEnded fact) {
    end = fact;
    endedNanos = nanos;
  }

  /** Client to frontend. */
  public FiveTuple flow() {
    return flow;
  }

  /** Where hosts saw it. */
  public List<Sighting> sightings() {
    return List.copyOf(sightings);
  }

  /** Names of the backends at which it was seen. */
  public List<String> backends() {
    return sightings.stream().map(Sighting::backend).distinct().toList();
  }

  /** True where the client had it established. */
  public boolean isOpened() {
    return openedNanos != Long.MAX_VALUE;
  }

  /** How it ended; null while it has not. */
  public Fact.@Nullable ConnectionEnded end() {
    return end;
  }

  /** {@code completed}, {@code reset}, ...; {@code unfinished} while it has not ended. */
  public String outcome() {
    Fact.ConnectionEnded ended = end;
    return ended == null ? "unfinished" : ended.outcome();
  }

  /** Longest stall in nanoseconds, 0 while unknown. */
  public long longestStallNanos() {
    Fact.ConnectionEnded ended = end;
    return ended == null ? 0 : ended.longestStallNanos();
  }

  /** True where it existed, as the client sees it, at some time between two. */
  public boolean livedBetween(long fromNanos, long toNanos) {
    return firstNanos() <= toNanos && endedNanos >= fromNanos;
  }

  private long firstNanos() {
    long first = openedNanos;
    for (Sighting sighting : sightings) {
      first = Math.min(first, sighting.nanos());
    }
    return first;
  }
}
