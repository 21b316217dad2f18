package io.azimux.simulator.soak;

import io.azimux.node.Fact;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which MUXes hold all flows that are shared: those that have not died since, or have taken the
 * flows over from one that had them before they were announced. Where none is left, all flows so
 * far are forgotten, and no promise holds for them.
 */
final class Holders {
  private final Set<String> holding;
  private final Set<String> up;
  private long forgotAt;

  Holders(List<String> muxes) {
    holding = new LinkedHashSet<>(muxes);
    up = new LinkedHashSet<>(muxes);
  }

  /** A MUX dies or is about to. */
  void ends(String mux, long now) {
    up.remove(mux);
    holding.remove(mux);
    forget(now);
  }

  /** A MUX begins; it holds nothing yet. */
  void begins(String mux, long now) {
    up.add(mux);
    forget(now);
  }

  /** A router uses a MUX as next hop: it has synchronised. */
  void fact(Fact fact) {
    if (fact instanceof Fact.NextHopChanged change
        && change.active()
        && up.contains(change.nextHop())) {
      holding.add(change.nextHop());
    }
  }

  /** Flows that began before this time may be known to nobody. */
  long forgotAt() {
    return forgotAt;
  }

  /** Whoever begins while nobody holds anything begins anew. */
  private void forget(long now) {
    if (holding.isEmpty()) {
      forgotAt = now;
      holding.addAll(up);
    }
  }
}
