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
      double stallMillis) {}

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
      Flow old = of(seen.flow().toString());
      put(
          new Flow(
              old.flow,
              seen.backend(),
              seen.mux(),
              old.decision,
              old.state,
              at,
              old.handshakeMillis,
              old.stallMillis));
    } else if (entry.fact() instanceof Fact.FlowAdopted adopted) {
      Flow old = of(adopted.flow().toString());
      put(
          new Flow(
              old.flow,
              old.backend,
              entry.element(),
              adopted.decision(),
              old.state,
              at,
              old.handshakeMillis,
              old.stallMillis));
    } else if (entry.fact() instanceof Fact.ConnectionOpened opened) {
      Flow old = of(opened.flow().toString());
      put(
          new Flow(
              old.flow,
              old.backend,
              old.mux,
              old.decision,
              "open",
              at,
              opened.handshakeNanos() / 1e6,
              old.stallMillis));
    } else if (entry.fact() instanceof Fact.ConnectionEnded ended) {
      Flow old = of(ended.flow().toString());
      put(
          new Flow(
              old.flow,
              old.backend,
              old.mux,
              old.decision,
              ended.outcome(),
              at,
              old.handshakeMillis,
              ended.longestStallNanos() / 1e6));
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
