package io.azimux.cluster.chaos;

import io.azimux.node.RandomSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults that a process knows of. Safe for use by several threads. */
public final class Links {
  private record Pair(String from, String to) {}

  /** All of it changes at once. */
  private record Standing(
      long version, ChaosOrder order, Map<Pair, Link> links, Map<ActiveFault, Instant> since) {}

  private volatile Standing standing = new Standing(0, ChaosOrder.NONE, Map.of(), Map.of());

  /**
   * From now on these faults hold. One that stood before goes on, with its counts and its draws.
   */
  public synchronized void replace(ChaosOrder order) {
    RandomSource root = new RandomSource(order.seed());
    Map<Pair, Link> links = new LinkedHashMap<>();
    for (LinkFault fault : order.links()) {
      Pair pair = new Pair(fault.from(), fault.to());
      Link before = standing.links().get(pair);
      boolean same = before != null && before.fault().equals(fault);
      links.put(pair, same ? before : new Link(fault, root.fork("chaos " + fault.link())));
    }
    Map<ActiveFault, Instant> since = new LinkedHashMap<>();
    for (ActiveFault fault : order.active()) {
      Instant known = standing.since().get(fault);
      since.put(fault, known == null ? Instant.now() : known);
    }
    standing = new Standing(standing.version() + 1, order, links, since);
  }

  /** Grows with each change. */
  public long version() {
    return standing.version();
  }

  /** True while no link suffers. */
  public boolean isQuiet() {
    return standing.links().isEmpty();
  }

  /** The link in this direction; null where nothing lies on it. */
  public @Nullable Link find(String from, String to) {
    Map<Pair, Link> links = standing.links();
    return links.isEmpty() ? null : links.get(new Pair(from, to));
  }

  /** What was ordered last. */
  public ChaosOrder order() {
    return standing.order();
  }

  /** The faults that last now, and when this process heard of each. */
  public Map<ActiveFault, Instant> since() {
    return standing.since();
  }

  /** Every fault on a link, and what it has done. */
  public List<LinkState> states() {
    List<LinkState> states = new ArrayList<>();
    standing.links().values().forEach(link -> states.add(link.state()));
    return states;
  }
}
