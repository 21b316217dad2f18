package io.azimux.console.watch;

import io.azimux.cluster.journal.Entry;
import io.azimux.node.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The flows that were last told of, as hosts, MUXes and clients told it. Safe for use by several
 * threads.
 */
public final class FlowSample {
  /** Most flows that are kept. */
  static final int CAPACITY = 200;

  /**
   * A flow.
   *
   * @param flow client and frontend
   * @param backend NIC where it was seen last
   * @param mux through which it came last; empty where unknown
   * @param decision why another MUX could carry it on; empty where none had to
   * @param state {@code open}, or how it ended
   * @param at milliseconds since 1970 of the last news
   * @param handshakeMillis how long the client waited; negative where unknown
   * @param stallMillis longest silence, known at the end; negative before
   */
  public record Flow(
      String flow,
      String backend,
      String mux,
      String decision,
      String state,
      long at,
      double handshakeMillis,
      double stallMillis) {
    private Flow seen(String backend, String mux, long at) {
      return new Flow(flow, backend, mux, decision, state, at, handshakeMillis, stallMillis);
    }

    private Flow adopted(String mux, String decision, long at) {
      return new Flow(flow, backend, mux, decision, state, at, handshakeMillis, stallMillis);
    }

    private Flow opened(double handshakeMillis, long at) {
      return new Flow(flow, backend, mux, decision, "open", at, handshakeMillis, stallMillis);
    }

    private Flow ended(String state, double stallMillis, long at) {
      return new Flow(flow, backend, mux, decision, state, at, handshakeMillis, stallMillis);
    }
  }

  private final Map<String, Flow> flows = new LinkedHashMap<>();

  /** The newest first. */
  public synchronized List<Flow> newest() {
    List<Flow> all = new ArrayList<>(flows.values());
    Collections.reverse(all);
    return all;
  }

  synchronized void clear() {
    flows.clear();
  }

  synchronized void take(Entry entry) {
    long at = entry.epochNanos() / 1_000_000;
    if (entry.fact() instanceof Fact.FlowAtBackend seen) {
      put(of(seen.flow().toString()).seen(seen.backend(), seen.mux(), at));
    } else if (entry.fact() instanceof Fact.FlowAdopted adopted) {
      put(of(adopted.flow().toString()).adopted(entry.element(), adopted.decision(), at));
    } else if (entry.fact() instanceof Fact.ConnectionOpened opened) {
      put(of(opened.flow().toString()).opened(opened.handshakeNanos() / 1e6, at));
    } else if (entry.fact() instanceof Fact.ConnectionEnded ended) {
      double stall = ended.longestStallNanos() / 1e6;
      put(of(ended.flow().toString()).ended(ended.outcome(), stall, at));
    }
  }

  private Flow of(String flow) {
    Flow known = flows.remove(flow);
    return known == null ? new Flow(flow, "", "", "", "open", 0, -1, -1) : known;
  }

  private void put(Flow flow) {
    flows.put(flow.flow(), flow);
    if (flows.size() > CAPACITY) {
      flows.remove(flows.keySet().iterator().next());
    }
  }
}
