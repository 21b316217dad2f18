package io.azimux.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a flow was, in order of time: what MUXes and hosts noted of it, put together.
 *
 * @param muxBefore the MUX that carried it; empty where unknown
 * @param muxAfter the MUX that carried it after the change, or at last; empty where unknown
 * @param backendBefore its first backend; empty where no host saw it
 * @param backendAfter the first other backend, or the same where it had no other
 * @param changeNanos when a MUX took it over, or it was first seen elsewhere; -1 where neither was
 * @param decision how that MUX chose; empty where unknown
 */
record FlowStory(
    String muxBefore,
    String muxAfter,
    String backendBefore,
    String backendAfter,
    long changeNanos,
    String decision) {

  /** What replication is for: the entry was there. */
  static final String REPLICATED = "replicated_hit";

  /** Nobody held the flow: the map chose. */
  static final String FALLBACK = "hash_fallback";

  private record Visit(long nanos, String mux, String backend, String decision) {}

  /**
   * Puts the story together.
   *
   * @param names of NICs by their address: a MUX that does not know a backend, as it left the pool
   *     before, notes where it sends the flow
   */
  static FlowStory of(FlowRecord flow, List<Ledger.Loss> losses, Map<String, String> names) {
    List<Visit> visits = visits(flow, names);
    if (visits.isEmpty()) {
      String lost = losses.isEmpty() ? "" : losses.get(0).nextHop();
      return new FlowStory(lost, lost, "", "", -1, "");
    }
    Visit first = visits.get(0);
    Visit last = first;
    for (Visit visit : visits) {
      if (!visit.backend().equals(first.backend())) {
        return story(first, last, visit);
      }
      last = visit;
    }
    Visit taken = last(visits, visit -> !visit.decision().isEmpty());
    if (taken == null) {
      return new FlowStory(first.mux(), first.mux(), first.backend(), first.backend(), -1, "");
    }
    Visit before = last(visits, visit -> visit.nanos() < taken.nanos());
    return story(first, before == null ? first : before, taken);
  }

  boolean moved() {
    return !backendBefore.equals(backendAfter);
  }

  private static FlowStory story(Visit first, Visit before, Visit after) {
    return new FlowStory(
        before.mux(),
        after.mux(),
        first.backend(),
        after.backend(),
        after.nanos(),
        after.decision());
  }

  private static @Nullable Visit last(
      List<Visit> visits, java.util.function.Predicate<Visit> condition) {
    Visit found = null;
    for (Visit visit : visits) {
      found = condition.test(visit) ? visit : found;
    }
    return found;
  }

  /**
   * When the SYN came to the backend that answered: until then a flow may try several, as nothing
   * is lost by it. A flow that was never opened was established nowhere: only its last SYN counts.
   */
  private static long establishedNanos(FlowRecord flow) {
    return flow.sightings().stream()
        .filter(sighting -> sighting.opening() && sighting.nanos() <= flow.openedNanos())
        .mapToLong(FlowRecord.Sighting::nanos)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** A MUX's note comes before that of the host to which the packet goes on, if at one time. */
  private static List<Visit> visits(FlowRecord flow, Map<String, String> names) {
    List<Visit> visits = new ArrayList<>();
    for (FlowRecord.Adoption a : flow.adoptions()) {
      String backend = names.getOrDefault(a.backend(), a.backend());
      visits.add(new Visit(a.nanos(), a.mux(), backend, a.decision()));
    }
    for (FlowRecord.Sighting s : flow.sightings()) {
      visits.add(new Visit(s.nanos(), s.mux(), s.backend(), ""));
    }
    visits.sort(Comparator.comparingLong(Visit::nanos));
    long established = establishedNanos(flow);
    return visits.stream().filter(visit -> visit.nanos() >= established).toList();
  }
}
