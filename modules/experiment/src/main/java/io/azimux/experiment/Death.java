package io.azimux.experiment;

import io.azimux.node.Disposition;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What became of one killed element, step by step. Times are nanoseconds after the kill; empty
 * where it never came to that before the element was next done something to.
 *
 * @param victim the element
 * @param lastLoss when the last packet was lost to it: how long the black hole lasted
 * @param withdrawn when the last router had given it up
 * @param unreachable when the cluster's failure detector suspected its process
 * @param removed when the cluster had given its process up, or knew a new life at its address
 */
public record Death(
    String victim,
    OptionalLong lastLoss,
    OptionalLong withdrawn,
    OptionalLong unreachable,
    OptionalLong removed) {

  /** All kills of a run, in the order in which they were done. */
  public static List<Death> of(Ledger ledger) {
    return ledger.faults().stream()
        .filter(record -> record.fault().isKill())
        .map(kill -> of(ledger, kill))
        .toList();
  }

  private static Death of(Ledger ledger, FaultRecord kill) {
    String victim = kill.fault().element();
    return new Death(
        victim,
        after(kill, losses(ledger, new Window(kill.nanos(), nextKill(ledger, kill) - 1)).max()),
        after(kill, changes(ledger, kill, false)),
        after(kill, seen(kill, "unreachable")),
        after(kill, seen(kill, "removed")));
  }

  /**
   * Time from a restart until the last router used the element again; empty where not all did.
   *
   * @param routers that must use it
   */
  public static OptionalLong used(Ledger ledger, FaultRecord restart, int routers) {
    return after(restart, changes(ledger, restart, true, routers));
  }

  private static OptionalLong after(FaultRecord fault, OptionalLong nanos) {
    return nanos.isEmpty() ? nanos : OptionalLong.of(nanos.getAsLong() - fault.nanos());
  }

  private static LongStream losses(Ledger ledger, Window window) {
    return ledger.drops().stream()
        .filter(
            drop ->
                drop.disposition() == Disposition.STALE_NEXT_HOP
                    || drop.disposition() == Disposition.ELEMENT_DOWN)
        .mapToLong(Ledger.Drop::nanos)
        .filter(window::contains);
  }

  private static OptionalLong changes(Ledger ledger, FaultRecord fault, boolean up) {
    return changes(ledger, fault, up, 1);
  }

  /** Each router's first change of mind counts: a later one has another reason. */
  private static OptionalLong changes(Ledger ledger, FaultRecord fault, boolean up, int observers) {
    String element = fault.fault().element();
    Window window = new Window(fault.nanos(), nextFault(ledger, fault) - 1);
    Map<String, Long> firstOfRouter = new TreeMap<>();
    ledger.nextHops().stream()
        .filter(change -> change.subject().equals(element) && change.up() == up)
        .filter(change -> window.contains(change.nanos()))
        .forEach(change -> firstOfRouter.merge(change.observer(), change.nanos(), Math::min));
    return firstOfRouter.size() < observers
        ? OptionalLong.empty()
        : firstOfRouter.values().stream().mapToLong(Long::longValue).max();
  }

  private static OptionalLong seen(FaultRecord kill, String what) {
    return kill.evidence().stream()
        .filter(seen -> seen.what().contains("member") && seen.what().contains(what))
        .mapToLong(FaultRecord.Evidence::nanos)
        .min();
  }

  private static long nextFault(Ledger ledger, FaultRecord fault) {
    return ledger.faults().stream()
        .filter(other -> other.fault().element().equals(fault.fault().element()))
        .mapToLong(FaultRecord::nanos)
        .filter(nanos -> nanos > fault.nanos())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long nextKill(Ledger ledger, FaultRecord kill) {
    return ledger.faults().stream()
        .filter(other -> other.fault().isKill())
        .mapToLong(FaultRecord::nanos)
        .filter(nanos -> nanos > kill.nanos())
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
