package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /**
   * Time after a flow was closed at another MUX: it has to outlast rows of it that were sent before
   * and come after, and the time for which versions of new flows stay the same.
   */
  static final long REPLICA_CLOSED_NANOS = 5_000_000_000L;

  /** Time for which a flow of another MUX outlives its own time there, as news of it comes late. */
  static final long REPLICA_SLACK_NANOS = FlowRefresh.LONGEST_NANOS + 3 * ROUND_NANOS;

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
  private final FlowBook book;
  private final Members members;
  private final RuleBook rules;
  private final FlowSharing sharing;
  private final long[] evictions = new long[Reason.values().length];
  private final FlowTable.Keep withRule = this::keepWithRule;
  private final int slotsEachTime;
  private long nowNanos;
  private @Nullable Outbox outbox;

  FlowAging(FlowTable flows, FlowBook book, Members members, RuleBook rules, FlowSharing sharing) {
    this.flows = flows;
    this.book = book;
    this.members = members;
    this.rules = rules;
    this.sharing = sharing;
    slotsEachTime = (int) (flows.slots() * EVERY_NANOS / ROUND_NANOS) + 1;
  }

  /** Looks at the next part of the table. */
  void sweep(long now, Outbox out) {
    nowNanos = now;
    if (flows.size() > 0) {
      outbox = out;
      flows.sweep(slotsEachTime, this);
      outbox = null;
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
    if (FlowEntry.is(value, FlowEntry.WAITING)) {
      return true;
    }
    long idle = nowNanos - lastSeenNanos;
    boolean replicated = FlowEntry.is(value, FlowEntry.REPLICATED);
    if (FlowEntry.isClosed(value)) {
      long most = replicated ? REPLICA_CLOSED_NANOS : CLOSED_NANOS;
      return idle < most || evict(high, low, value, Reason.CLOSED);
    }
    Outbox out = Objects.requireNonNull(outbox);
    boolean trusted = (value & (FlowEntry.TRUSTED | FlowEntry.ESTABLISHED)) != 0;
    long most = trusted ? members.idleNanos(FlowEntry.member(value)) : UNTRUSTED_NANOS;
    if (idle < most + (replicated ? REPLICA_SLACK_NANOS : 0)) {
      sharing.visit(flows.current(), nowNanos, out);
      return true;
    }
    sharing.forgot(high, low, value, nowNanos, out);
    return evict(high, low, value, trusted ? Reason.IDLE : Reason.UNTRUSTED);
  }

  private boolean keepWithRule(long high, long low, long value, long lastSeenNanos) {
    int member = FlowEntry.member(value);
    return members.hasRule(member, rules) || evict(high, low, value, Reason.RULE_GONE);
  }

  /** Always false: do not keep. */
  private boolean evict(long high, long low, long value, Reason reason) {
    evictions[reason.ordinal()]++;
    book.removed(high, low, value);
    return false;
  }
}
