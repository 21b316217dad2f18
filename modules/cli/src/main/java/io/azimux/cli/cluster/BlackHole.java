package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.Ledger;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what routers sent to a MUX that was dead already. A packet to a process that is gone
 * vanishes in the network between them, as it would in a real one, so it is counted where it was
 * sent. What the MUX still handled between the last reading and its death is counted as lost, too.
 */
final class BlackHole {
  private record Way(String router, String mux) {}

  /** What a router had sent when the MUX died. */
  private record Open(long killNanos, double sent) {}

  private final Ledger ledger;
  private final Map<Way, Open> open = new LinkedHashMap<>();

  BlackHole(Ledger ledger) {
    this.ledger = ledger;
  }

  /** An element is about to be killed; what routers sent to it so far has arrived. */
  void opens(String element, long nanos, Map<String, Status> statuses) {
    for (Status status : statuses.values()) {
      for (Status.Hosted router : status.elements()) {
        Double sent = reading(router, Measure.ROUTER_PACKETS, element);
        if (sent != null) {
          open.put(new Way(router.name(), element), new Open(nanos, sent));
        }
      }
    }
  }

  /** Books the loss at each router that has withdrawn the dead next hop. */
  void watch(Map<String, Status> statuses) {
    for (Status status : statuses.values()) {
      for (Status.Hosted router : status.elements()) {
        open.entrySet().removeIf(entry -> closes(entry, router));
      }
    }
  }

  private boolean closes(Map.Entry<Way, Open> entry, Status.Hosted router) {
    Way way = entry.getKey();
    if (!way.router().equals(router.name())) {
      return false;
    }
    Double active = reading(router, Measure.ROUTER_NEXT_HOP_ACTIVE, way.mux());
    Double sent = reading(router, Measure.ROUTER_PACKETS, way.mux());
    if (active == null || sent == null || active != 0) {
      return false;
    }
    long lost = Math.round(sent - entry.getValue().sent());
    if (lost > 0) {
      ledger.drop(entry.getValue().killNanos(), way.router(), Disposition.STALE_NEXT_HOP, lost);
    }
    return true;
  }

  private static @Nullable Double reading(Status.Hosted element, Measure measure, String label) {
    for (Status.Value value : element.readings()) {
      if (value.measure().equals(measure.metric()) && value.label().equals(label)) {
        return value.value();
      }
    }
    return null;
  }
}
