package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Replication;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold in every run, whatever the scenario does. */
final class Invariants {
  /** Packets that reached a place where nobody was meant to get them. */
  private static final Set<Disposition> WRONG_PLACE =
      Set.of(Disposition.UNKNOWN_VNI, Disposition.NOT_FOR_ME);

  private final RunResult run;
  private final Casualties casualties;
  private final PoolHistory pools;

  Invariants(RunResult run, Casualties casualties) {
    this.run = run;
    this.casualties = casualties;
    pools = new PoolHistory(run);
  }

  List<Check> checks() {
    return List.of(
        affinity(), conservation(), healthyBackends(), directReturn(), rightPlace(), sameFlows());
  }

  /** I1. */
  private Check affinity() {
    long seen = 0;
    long moved = 0;
    long exposed = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      seen += flow.sightings().isEmpty() ? 0 : 1;
      boolean changed = casualties.changedBackend(flow);
      boolean excused = casualties.cause(flow).filter(Cause::isExposed).isPresent();
      moved += changed && !excused ? 1 : 0;
      exposed += changed && excused ? 1 : 0;
    }
    String text = "%d/%d flows kept their backend".formatted(seen - moved - exposed, seen);
    text += exposed > 0 ? ", %d whose entry was on the way did not".formatted(exposed) : "";
    Status status = seen == 0 ? Status.UNKNOWN : moved == 0 ? Status.PASS : Status.FAIL;
    return new Check(Invariant.AFFINITY.check(), status, text);
  }

  /** I2. */
  private Check conservation() {
    Optional<Conservation> books = run.conservation();
    String name = Invariant.CONSERVATION.check();
    if (books.isEmpty()) {
      return new Check(name, Status.INFO, "packets are not counted exactly by this engine");
    }
    Conservation c = books.get();
    long delivered = c.finished().getOrDefault(Disposition.DELIVERED, 0L);
    String text =
        "%d packets = %d delivered + %d dropped + %d alive%s"
            .formatted(
                c.created(),
                delivered,
                c.dropped(),
                c.alive(),
                c.missing() == 0 && c.unseen() == 0 ? "" : "; " + missing(c));
    return new Check(name, c.isBalanced() ? Status.PASS : Status.FAIL, text);
  }

  private static String missing(Conservation c) {
    return c.unseen() == 0
        ? c.missing() + " missing"
        : "%d missing, at most %d could not be counted".formatted(c.missing(), c.unseen());
  }

  /** I3. */
  private Check healthyBackends() {
    long opened = 0;
    long wrong = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      for (FlowRecord.Sighting sighting : flow.sightings()) {
        if (sighting.opening()) {
          opened++;
          wrong += wasUnhealthy(sighting) ? 1 : 0;
        }
      }
    }
    boolean thin = opened == 0 || run.ledger().health().isEmpty();
    Status status = thin ? Status.UNKNOWN : wrong == 0 ? Status.PASS : Status.FAIL;
    String text = "%d flows opened, %d at an unhealthy backend".formatted(opened, wrong);
    return new Check(Invariant.HEALTHY.check(), status, text);
  }

  /** True where the controller held the backend unhealthy for longer than MUXes need to hear. */
  private boolean wasUnhealthy(FlowRecord.Sighting sighting) {
    Ledger.Change last = null;
    for (Ledger.Change change : run.ledger().health()) {
      boolean applies =
          change.subject().equals(sighting.backend()) && change.nanos() <= sighting.nanos();
      if (applies && (last == null || change.nanos() >= last.nanos())) {
        last = change;
      }
    }
    return last == null || !last.up() && sighting.nanos() - last.nanos() > Judge.PROPAGATION_NANOS;
  }

  /**
   * I4. A return packet at a MUX has a frontend as its source and matches no rule there, so that
   * every one of them ends NO_RULE at a MUX.
   */
  private Check directReturn() {
    double direct = run.readings().total(Measure.VFP_DIRECT_RETURN);
    long strayed =
        run.ledger().drops().stream()
            .filter(drop -> drop.disposition() == Disposition.NO_RULE)
            .mapToLong(Ledger.Drop::count)
            .sum();
    String text =
        "%.0f return packets left hosts directly, %d packets without a rule at a MUX"
            .formatted(direct, strayed);
    Status status = strayed > 0 ? Status.FAIL : direct > 0 ? Status.PASS : Status.UNKNOWN;
    return new Check(Invariant.DIRECT_RETURN.check(), status, text);
  }

  /** I5. A backend must be one of the flow's rule, and no packet may end at a stranger. */
  private Check rightPlace() {
    long seen = 0;
    Set<String> wrong = new TreeSet<>();
    for (FlowRecord flow : run.ledger().flows()) {
      Optional<PoolHistory.Place> place = pools.placeOf(flow.flow());
      seen += flow.sightings().isEmpty() ? 0 : 1;
      for (FlowRecord.Sighting sighting : flow.sightings()) {
        if (place.isEmpty() || !pools.everMembers(place.get()).contains(sighting.backend())) {
          wrong.add(flow.flow() + " at " + sighting.backend());
        }
      }
    }
    Map<Disposition, Long> strayed = new EnumMap<>(Disposition.class);
    for (Ledger.Drop drop : run.ledger().drops()) {
      if (WRONG_PLACE.contains(drop.disposition())) {
        strayed.merge(drop.disposition(), drop.count(), Long::sum);
      }
    }
    String text = "%d flows seen at backends of their own frontend".formatted(seen - wrong.size());
    if (!wrong.isEmpty()) {
      text += ", %d elsewhere: %s".formatted(wrong.size(), some(wrong));
    }
    String strays =
        strayed.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey().label())
            .collect(Collectors.joining(", "));
    text += strays.isEmpty() ? ", no packet at a stranger" : "; packets at strangers: " + strays;
    boolean good = wrong.isEmpty() && strayed.isEmpty();
    Status status = !good ? Status.FAIL : seen > 0 ? Status.PASS : Status.UNKNOWN;
    return new Check(Invariant.RIGHT_PLACE.check(), status, text);
  }

  private static String some(Set<String> names) {
    String few = names.stream().limit(3).collect(Collectors.joining(", "));
    return names.size() > 3 ? few + ", ..." : few;
  }

  /** I6. In modes in which every MUX is to hold every flow. */
  private Check sameFlows() {
    String name = Invariant.SAME_FLOWS.check();
    Replication.Mode mode = run.scenario().world().settings().replication().mode();
    if (mode != Replication.Mode.DDATA && mode != Replication.Mode.DDATA_DEFERRED) {
      return new Check(name, Status.INFO, "not asked of replication " + mode.label());
    }
    List<Digests.Round> rounds = new Digests(run.series()).rounds();
    if (rounds.isEmpty()) {
      return new Check(name, Status.INFO, "no MUX tells a digest of its flows");
    }
    Digests.Round last = rounds.get(rounds.size() - 1);
    if (!last.equal()) {
      String each =
          last.byMux().entrySet().stream()
              .map(
                  e -> String.format(Locale.ROOT, "%s %012x", e.getKey(), e.getValue().longValue()))
              .collect(Collectors.joining(", "));
      return new Check(name, Status.FAIL, "at the end the digests differ: " + each);
    }
    long with = rounds.stream().filter(Digests.Round::someAgree).count();
    String text =
        "%d live MUXes hold the same flows at the end; under load MUXes agreed in %d of %d looks"
            .formatted(
                last.byMux().size(), with, rounds.stream().filter(Digests.Round::some).count());
    return new Check(name, with > 0 ? Status.PASS : Status.UNKNOWN, text);
  }
}
