package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.message.FlowBatch;
import io.azimux.packet.FlowKey;

/**
 * Takes rows of other MUXes into the flow table. Whatever order rows come in, MUXes that have seen
 * the same rows hold the same backend for a flow, as the same one of two always stands ({@link
 * FlowRow#compare}).
 */
final class Incoming {
  /** What became of a row. */
  enum Outcome {
    /** It told nothing new, or of something that is over. */
    KNOWN,
    /** The flow was not in the table, and is now. */
    ENTERED,
    /** The entry took over what the row says. */
    TAKEN,
    /** The entry knows better than the row: the others should be told. */
    DISPUTED,
    /** There is no rule for the flow yet. */
    NO_RULE,
    /** There is no room. */
    NO_ROOM
  }

  /** A flow that was silent here for so long, and is told of by another MUX, has moved there. */
  static final long QUIET_NANOS = 2_000_000_000L;

  private final FlowTable flows;
  private final FlowBook book;
  private final Members members;
  private final RuleBook rules;

  /** Enters closed flows too: while parts of a table are coming in that may be older. */
  private boolean keepsClosed;

  Incoming(FlowTable flows, FlowBook book, Members members, RuleBook rules) {
    this.flows = flows;
    this.book = book;
    this.members = members;
    this.rules = rules;
  }

  void keepClosed(boolean keeps) {
    keepsClosed = keeps;
  }

  Outcome apply(long high, long low, long row, long nowNanos) {
    long hash = flows.hash(high, low);
    int entry = flows.find(high, low, hash);
    if (entry == FlowTable.NONE) {
      return enter(high, low, hash, row, nowNanos);
    }
    long value = flows.value(entry);
    long own = rowOf(entry);
    int order = FlowRow.compare(row, own);
    if (order <= 0) {
      return refuse(entry, value, own, row, nowNanos);
    }
    if (FlowRow.isClosed(row)) {
      return close(entry, value, row, nowNanos);
    }
    return FlowRow.backend(own) == FlowRow.backend(row) && !FlowEntry.isClosed(value)
        ? agree(entry, value, row, nowNanos)
        : take(entry, high, low, row, nowNanos);
  }

  /** The entry knows at least as much as the row. Does the row's writer, too? */
  private Outcome refuse(int entry, long value, long own, long row, long nowNanos) {
    if (FlowEntry.isClosed(value)) {
      return FlowRow.isClosed(row) ? Outcome.KNOWN : Outcome.DISPUTED;
    }
    if (FlowRow.backend(own) == FlowRow.backend(row)) {
      if (!FlowRow.isClosed(row)) {
        lives(entry, value, nowNanos);
      }
      return Outcome.KNOWN;
    }
    boolean told =
        FlowEntry.is(value, FlowEntry.SHARED)
            && (!FlowEntry.isTrusted(value) || FlowEntry.is(value, FlowEntry.ESTABLISHED));
    return told || FlowEntry.is(value, FlowEntry.REPLICATED) ? Outcome.KNOWN : Outcome.DISPUTED;
  }

  /** Another MUX says that the flow lives, and perhaps moved there. */
  private void lives(int entry, long value, long nowNanos) {
    boolean quiet = nowNanos - flows.lastSeen(entry) > QUIET_NANOS;
    long next = value;
    if (quiet && !FlowEntry.is(value, FlowEntry.WAITING)) {
      next |= FlowEntry.REPLICATED | FlowEntry.SHARED;
      book.change(entry, next);
    }
    if (FlowEntry.is(next, FlowEntry.REPLICATED)) {
      flows.touch(entry, nowNanos);
    }
  }

  private Outcome enter(long high, long low, long hash, long row, long nowNanos) {
    if (FlowRow.isClosed(row) && !keepsClosed) {
      return Outcome.KNOWN;
    }
    int member = member(high, low, row);
    if (member == Members.NONE) {
      return Outcome.NO_RULE;
    }
    long value = FlowRow.toEntry(row, member, nowNanos);
    boolean entered = book.enter(high, low, hash, value, nowNanos) != FlowTable.NONE;
    return entered ? Outcome.ENTERED : Outcome.NO_ROOM;
  }

  private Outcome take(int entry, long high, long low, long row, long nowNanos) {
    int member = member(high, low, row);
    if (member == Members.NONE) {
      return Outcome.NO_RULE;
    }
    long before = flows.value(entry);
    long value = FlowRow.toEntry(row, member, nowNanos);
    if (FlowEntry.is(before, FlowEntry.WAITING)) {
      value = FlowEntry.withStamp(value, FlowEntry.stamp(before)) | FlowEntry.WAITING;
    }
    book.change(entry, value | before & FlowEntry.ADOPTED);
    flows.touch(entry, nowNanos);
    return Outcome.TAKEN;
  }

  /** The row knows more of the flow, and names the same backend. */
  private Outcome agree(int entry, long value, long row, long nowNanos) {
    long next = FlowEntry.withVersion(value & ~FlowEntry.ESTABLISHED, FlowRow.version(row));
    next |= (row & FlowRow.ESTABLISHED) != 0 ? FlowEntry.ESTABLISHED : 0;
    next |= (row & FlowRow.FALLBACK) == 0 ? FlowEntry.SYN : 0;
    book.change(entry, next);
    lives(entry, next, nowNanos);
    return Outcome.TAKEN;
  }

  private Outcome close(int entry, long value, long row, long nowNanos) {
    boolean replicated = FlowEntry.is(value, FlowEntry.REPLICATED);
    boolean lives =
        (row & FlowRow.IDLE) != 0
            && !replicated
            && !FlowEntry.isClosed(value)
            && nowNanos - flows.lastSeen(entry) < members.idleNanos(FlowEntry.member(value));
    if (lives) {
      // The other MUX forgot a flow that moved here. A newer version opens it again everywhere.
      book.change(entry, FlowEntry.withVersion(value, FlowRow.version(row) + 1));
      return Outcome.DISPUTED;
    }
    long next = FlowEntry.withVersion(value, FlowRow.version(row)) | FlowEntry.PEER_CLOSED;
    next |= (row & FlowRow.FALLBACK) == 0 ? FlowEntry.SYN : 0;
    book.change(entry, next);
    if (replicated) {
      flows.touch(entry, nowNanos);
    }
    return Outcome.TAKEN;
  }

  private int member(long high, long low, long row) {
    Rule rule =
        rules.find(FlowKey.destination(high), FlowKey.protocol(low), FlowKey.destinationPort(low));
    return rule == null ? Members.NONE : members.ofPeer(rule.spec(), row);
  }

  /** The row of an entry; see {@link FlowBatch}. */
  long rowOf(int entry) {
    long value = flows.value(entry);
    return FlowRow.of(value, members.backend(FlowEntry.member(value)));
  }
}
