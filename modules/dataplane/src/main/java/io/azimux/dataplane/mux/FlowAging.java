package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import java.util.Locale;

/**
 * Forgets flows, a few slots at a time: idle ones after their rule's timeout, closed and untrusted
 * ones sooner. An entry may outlive its time by one round through the table, {@link #ROUND_NANOS}.
 */
final class FlowAging implements FlowTable.Keep {
  /** Time between two looks at the table. */
  static final long EVERY_NANOS = 100_000_000L;

  /** Time in which the whole table is looked at. */
  static final long ROUND_NANOS = 50 * EVERY_NANOS;

  /**
   * Time after the last packet of a flow whose client sent FIN or RST: the last acknowledgments and
   * retransmissions still find their backend.
   */
  static final long CLOSED_NANOS = 10_000_000_000L;

  /**
   * Time after the only packet of a flow. The fourth SYN of a client comes 8 s after the third, the
   * fifth 16 s after the fourth (RFC 6298: 1 s, doubled each time).
   */
  static final long UNTRUSTED_NANOS = 30_000_000_000L;

  private enum Reason {
    IDLE,
    CLOSED,
    UNTRUSTED,
    RULE_GONE
  }

  /** Takes counts of evictions. */
  @FunctionalInterface
  interface Evictions {
    void evicted(String reason, long count);
  }

  private final FlowTable flows;
  private final Members members;
  private final RuleBook rules;
  private final long[] evictions = new long[Reason.values().length];
  private final FlowTable.Keep withRule = this::keepWithRule;
  private final int slotsEachTime;
  private long nowNanos;

  FlowAging(FlowTable flows, Members members, RuleBook rules) {
    this.flows = flows;
    this.members = members;
    this.rules = rules;
    slotsEachTime = (int) (flows.slots() * EVERY_NANOS / ROUND_NANOS) + 1;
  }

  /** Looks at the next part of the table. */
  void sweep(long now) {
    nowNanos = now;
    if (flows.size() > 0) {
      flows.sweep(slotsEachTime, this);
    }
  }

  /** Removes all flows whose rule is gone. */
  void dropFlowsWithoutRule() {
    if (flows.size() > 0) {
      flows.sweep(flows.slots(), withRule);
    }
  }

  void report(Evictions sink) {
    for (Reason reason : Reason.values()) {
      sink.evicted(reason.name().toLowerCase(Locale.ROOT), evictions[reason.ordinal()]);
    }
  }

  @Override
  public boolean keep(long high, long low, long value, long lastSeenNanos) {
    long idle = nowNanos - lastSeenNanos;
    int member = FlowEntry.member(value);
    if (FlowEntry.isClosed(value) && idle >= CLOSED_NANOS) {
      return evict(member, Reason.CLOSED);
    }
    if (!FlowEntry.isTrusted(value) && idle >= UNTRUSTED_NANOS) {
      return evict(member, Reason.UNTRUSTED);
    }
    return idle < members.idleNanos(member) || evict(member, Reason.IDLE);
  }

  private boolean keepWithRule(long high, long low, long value, long lastSeenNanos) {
    int member = FlowEntry.member(value);
    return members.hasRule(member, rules) || evict(member, Reason.RULE_GONE);
  }

  /** Always false: do not keep. */
  private boolean evict(int member, Reason reason) {
    evictions[reason.ordinal()]++;
    members.countFlow(member, -1);
    return false;
  }
}
