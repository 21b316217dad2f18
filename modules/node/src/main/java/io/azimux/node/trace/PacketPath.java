package io.azimux.node.trace;

import io.azimux.node.Disposition;
import io.azimux.node.Step;
import java.util.List;
import java.util.Optional;

/**
 * The way of one packet of a trace.
 *
 * @param packet number in the trace: 0 SYN, 1 SYN-ACK, 2 ACK
 * @param hops in order, missing ones included
 */
public record PacketPath(int packet, List<Hop> hops) {
  /** Copies the list. */
  public PacketPath {
    hops = List.copyOf(hops);
  }

  /** How the packet ended; empty while it has not, or where the last hop is unknown. */
  public Optional<Disposition> end() {
    for (int i = hops.size() - 1; i >= 0; i--) {
      for (Step step : hops.get(i).steps()) {
        if (step instanceof Step.Finished finished) {
          return Optional.of(finished.disposition());
        }
      }
    }
    return Optional.empty();
  }

  /** True where every hop was reported and the packet reached its endpoint. */
  public boolean isComplete() {
    return end().filter(end -> !end.isDrop()).isPresent()
        && hops.stream().noneMatch(Hop::isMissing);
  }

  /** Names of the elements crossed, in order. */
  public List<String> elements() {
    return hops.stream().map(Hop::element).toList();
  }
}
