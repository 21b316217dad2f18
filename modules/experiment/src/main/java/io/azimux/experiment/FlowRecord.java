package io.azimux.experiment;

import io.azimux.node.Fact;
import io.azimux.packet.FiveTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of one flow of a client; facts may come in any order. */
public final class FlowRecord {
  /**
   * The flow was seen at a backend.
   *
   * @param mux the MUX through which it came; empty where unknown
   */
  public record Sighting(long nanos, String backend, boolean opening, String mux) {}

  /**
   * A MUX took the flow over.
   *
   * @param backend the backend that it chose
   * @param decision {@code replicated_hit} or {@code hash_fallback}
   */
  public record Adoption(long nanos, String mux, String backend, String decision) {}

  /** A MUX that waited for its peers let the first packet go without their word. */
  public record Release(long nanos, String mux, long waitedNanos) {}

  private final FiveTuple flow;
  private final List<Sighting> sightings = new ArrayList<>();
  private final List<Adoption> adoptions = new ArrayList<>();
  private final List<Release> releases = new ArrayList<>();
  private long openedNanos = Long.MAX_VALUE;
  private long handshakeNanos;
  private long endedNanos = Long.MAX_VALUE;
  private Fact.@Nullable ConnectionEnded end;

  FlowRecord(FiveTuple flow) {
    this.flow = flow;
  }

  void seen(long nanos, Fact.FlowAtBackend fact) {
    sightings.add(new Sighting(nanos, fact.backend(), fact.opening(), fact.mux()));
  }

  void adopted(long nanos, String mux, Fact.FlowAdopted fact) {
    adoptions.add(new Adoption(nanos, mux, fact.backend(), fact.decision()));
  }

  void released(long nanos, String mux, Fact.FlowReleased fact) {
    releases.add(new Release(nanos, mux, fact.waitedNanos()));
  }

  void opened(long nanos, Fact.ConnectionOpened fact) {
    openedNanos = Math.min(openedNanos, nanos);
    handshakeNanos = fact.handshakeNanos();
  }

  void ended(long nanos, Fact.ConnectionEnded fact) {
    end = fact;
    endedNanos = nanos;
  }

  /** Client to frontend. */
  public FiveTuple flow() {
    return flow;
  }

  /** Where hosts saw it, in order of time. */
  public List<Sighting> sightings() {
    return sightings.stream().sorted((a, b) -> Long.compare(a.nanos(), b.nanos())).toList();
  }

  /** MUXes that took it over, in order of time. */
  public List<Adoption> adoptions() {
    return adoptions.stream().sorted((a, b) -> Long.compare(a.nanos(), b.nanos())).toList();
  }

  /** Where its first packet was let go before all peers knew it. */
  public List<Release> releases() {
    return List.copyOf(releases);
  }

  /** Names of the backends at which it was seen. */
  public List<String> backends() {
    return sightings().stream().map(Sighting::backend).distinct().toList();
  }

  /** True where the client had it established. */
  public boolean isOpened() {
    return openedNanos != Long.MAX_VALUE;
  }

  /** When the client had it established; {@link Long#MAX_VALUE} where it never had. */
  public long openedNanos() {
    return openedNanos;
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

  /** When it stalled longest; its whole life where that is unknown. */
  Window stall() {
    Fact.ConnectionEnded ended = end;
    if (ended == null || ended.sinceStallNanos() < 0) {
      return new Window(bornNanos(), endedNanos);
    }
    long over = endedNanos - ended.sinceStallNanos();
    return new Window(over - ended.longestStallNanos(), over);
  }

  /** Time from the SYN until it was established; 0 while unknown. */
  public long handshakeNanos() {
    return handshakeNanos;
  }

  /** When it ended; {@link Long#MAX_VALUE} where it has not. */
  public long endedNanos() {
    return endedNanos;
  }

  /** True where it existed, as the client sees it, at some time between two. */
  public boolean livedBetween(long fromNanos, long toNanos) {
    return bornNanos() <= toNanos && endedNanos >= fromNanos;
  }

  /** When it was first seen; {@link Long#MAX_VALUE} where only its end was. */
  public long bornNanos() {
    long first = openedNanos;
    for (Sighting sighting : sightings) {
      first = Math.min(first, sighting.nanos());
    }
    return first;
  }
}
