package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.Ledger;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what routers sent to a MUX that was dead already. A packet to a process that is gone
 * vanishes in the network between them, as it would in a real one, so it is counted where it was
 * sent. What the MUX still handled between the last reading and its death is counted as lost, too.
 *
 * <p>A packet that the transport gave back is booked when it was sent. The others are known to lie
 * between two readings: they are booked as late as they can be, at the second one, or at the
 * withdrawal by their router where that lies between. So a loss in the ledger may be late, and is
 * never early.
 */
final class BlackHole {
  private record Way(String router, String mux) {}

  /** Packets that a router sent to a dead MUX between two readings. */
  private record Span(Way way, long fromNanos, long toNanos, long packets) {}

  /** Packets of which the sender itself knows when they were lost. */
  private record Known(Way way, long nanos, Disposition reason, long packets) {}

  /** What is known of a way since the MUX died. */
  private static final class Open {
    private double sent;
    private long readNanos;
    private boolean withdrawn;
  }

  private final Ledger ledger;
  private final Map<Way, Open> open = new LinkedHashMap<>();
  private final List<Span> spans = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();

  BlackHole(Ledger ledger) {
    this.ledger = ledger;
  }

  /** An element was killed; what routers had sent to it when they were last asked has arrived. */
  void opens(String element, long nanos, Map<String, Status> statuses) {
    for (Status status : statuses.values()) {
      for (Status.Hosted router : status.elements()) {
        Double sent = reading(router, Measure.ROUTER_PACKETS, element);
        if (sent != null) {
          Open now = new Open();
          now.sent = sent;
          now.readNanos = nanos;
          open.put(new Way(router.name(), element), now);
        }
      }
    }
  }

  /** A sender noted that packets to a MUX found nobody. */
  void noted(long nanos, String sender, Fact.PacketLost lost) {
    known.add(new Known(new Way(sender, lost.nextHop()), nanos, lost.reason(), lost.packets()));
  }

  /** Counts what routers sent since they were last asked, until they use the MUX again. */
  void watch(Map<String, Status> statuses) {
    long now = Fleet.now();
    for (Status status : statuses.values()) {
      for (Status.Hosted router : status.elements()) {
        open.entrySet().removeIf(entry -> isOver(entry, router, status.epochNanos(), now));
      }
    }
  }

  private boolean isOver(
      Map.Entry<Way, Open> entry, Status.Hosted router, long askedNanos, long now) {
    Way way = entry.getKey();
    Open hole = entry.getValue();
    Double active = reading(router, Measure.ROUTER_NEXT_HOP_ACTIVE, way.mux());
    Double sent = reading(router, Measure.ROUTER_PACKETS, way.mux());
    if (!way.router().equals(router.name()) || active == null || sent == null) {
      return false;
    }
    if (hole.withdrawn && active == 1) {
      return true;
    }
    long packets = Math.round(sent - hole.sent);
    if (packets > 0) {
      spans.add(new Span(way, hole.readNanos, now, packets));
    }
    hole.sent = sent;
    hole.readNanos = Math.max(hole.readNanos, askedNanos);
    hole.withdrawn |= active == 0;
    return false;
  }

  /** Books everything; called once, when all has been read. */
  void settle() {
    for (Span span : spans) {
      long left = span.packets();
      List<Known> inside = known.stream().filter(one -> isInside(one, span)).toList();
      for (Known one : inside) {
        long some = Math.min(left, one.packets());
        book(one.nanos(), span.way(), Disposition.STALE_NEXT_HOP, some);
        left -= some;
      }
      known.removeAll(inside);
      book(latest(span), span.way(), Disposition.STALE_NEXT_HOP, left);
    }
    known.forEach(one -> book(one.nanos(), one.way(), one.reason(), one.packets()));
    spans.clear();
    known.clear();
  }

  private static boolean isInside(Known one, Span span) {
    return one.way().equals(span.way())
        && one.nanos() >= span.fromNanos()
        && one.nanos() <= span.toNanos();
  }

  private void book(long nanos, Way way, Disposition reason, long packets) {
    if (packets > 0) {
      ledger.drop(nanos, way.router(), reason, packets);
    }
  }

  private long latest(Span span) {
    return ledger.nextHops().stream()
        .filter(change -> !change.up() && change.subject().equals(span.way().mux()))
        .filter(change -> change.observer().equals(span.way().router()))
        .mapToLong(Ledger.Change::nanos)
        .filter(nanos -> nanos > span.fromNanos() && nanos <= span.toNanos())
        .max()
        .orElse(span.toNanos());
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
