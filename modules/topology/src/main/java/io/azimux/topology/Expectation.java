package io.azimux.topology;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a scenario expects of a run beside the invariants that always hold.
 *
 * @param text one line for people
 * @param quantity what is measured
 * @param of what it is measured of, an element or a reason of drops, where the quantity asks for it
 * @param value in the quantity's unit
 * @param within latest time after the phase began at which it must hold; empty: at the end
 * @param phase phase in which it is measured; empty: the whole run
 */
public record Expectation(
    String text,
    Quantity quantity,
    Optional<String> of,
    Comparison comparison,
    double value,
    Optional<Duration> within,
    Optional<Phase.Name> phase) {
  /** How the measured value is compared with the expected one. */
  public enum Comparison {
    /** At most. */
    AT_MOST,
    /** At least. */
    AT_LEAST,
    /** Equal. */
    EQUALS
  }

  /** What can be expected. Times are in seconds. */
  public enum Quantity {
    /** Flows that changed backend while the first one was up. */
    REMAPPED_FLOWS,
    /** Connections that did not end as planned, whatever the cause. */
    BROKEN_FLOWS,
    /** Broken connections without an entry of their flow at the MUX that got them. */
    UNEXPLAINED_FLOWS,
    /** Packets dropped, for the reason that {@code of} names or for any. */
    LOST_PACKETS,
    /** Time from a fault until the last packet that was lost for it. */
    LOSS_WINDOW,
    /** Time from a fault until every router had withdrawn the victim. */
    WITHDRAW_TIME,
    /** Times that routers withdrew a MUX, at most of any router. */
    WITHDRAWALS,
    /** Packets whose backend came from the map because nobody held the flow. */
    HASH_FALLBACKS,
    /** Packets whose flow was known from another MUX. */
    REPLICATED_HITS,
    /** New flows at the backend that {@code of} names. */
    NEW_FLOWS_AT,
    /** Changes of a backend's health. */
    HEALTH_CHANGES,
    /** Time from the start of the phase until all live MUXes held the same flows. */
    CONVERGENCE_TIME,
    /** 99th percentile of the time from a flow's first packet until every peer held it. */
    REPLICATION_LAG_P99,
    /** Longest time that a connection heard nothing. */
    LONGEST_STALL;

    /** Name in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
