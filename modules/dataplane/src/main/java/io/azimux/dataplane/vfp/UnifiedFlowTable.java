package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.message.FrontendRule;
import io.azimux.packet.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * The unified flow table (UFT): what to do to a packet, by its key alone.
 *
 * <p>A flow has two entries, one for each direction, and a record beside the table that joins them.
 * A hit reads and writes the entry only; its value holds all that is needed:
 *
 * <pre>
 * | transposition (20) | policy generation (20) | flow record (24) |
 * </pre>
 *
 * <p>An entry of another generation than the current one is stale: the layers run again on its next
 * packet. A generation comes back after a million changes: an entry without a packet has expired
 * long before, unless the policy changes 175 times a second for 100 minutes.
 */
final class UnifiedFlowTable {
  private static final int FLOW_BITS = 24;
  private static final int GENERATION_BITS = 20;

  /** Most flows: 24 bits. */
  static final int MAX_FLOWS = 1 << FLOW_BITS;

  /** What {@link #open} returns where there is no room. */
  static final int FULL = -1;

  /**
   * Time without a packet after which a flow that no rule gives another time is forgotten: Azure's
   * default of 4 minutes.
   */
  static final long IDLE_NANOS = 240_000_000_000L;

  /**
   * The same for a flow that both ends closed, or one reset: long enough for the last
   * acknowledgments and a FIN sent again.
   */
  static final long CLOSED_NANOS = 5_000_000_000L;

  /**
   * The time a flow was last seen is right to this much: most packets then only read their entry,
   * and the cache need not write it back. A flow is forgotten so much later, never earlier.
   */
  static final long SEEN_GRAIN_NANOS = 100_000_000L;

  private static final int GENERATION_MASK = (1 << GENERATION_BITS) - 1;
  private static final int FLOW_MASK = MAX_FLOWS - 1;
  private static final int TRANSPOSITION_SHIFT = FLOW_BITS + GENERATION_BITS;

  /** The generation that is never current. */
  private static final int STALE = 0;

  private final FlowTable table;
  private final FlowRecords records;
  private final Transpositions transpositions = new Transpositions();
  private int generation = 1;
  private long changes;
  private long moves;

  /**
   * Makes an empty table.
   *
   * @param flows most flows, both directions of one counted once, 1..{@link #MAX_FLOWS}
   */
  UnifiedFlowTable(int flows, long seed) {
    if (flows < 1 || flows > MAX_FLOWS) {
      throw new IllegalArgumentException("UFT of " + flows + " flows is not 1.." + MAX_FLOWS);
    }
    table = new FlowTable(2 * flows, seed);
    records = new FlowRecords(flows);
  }

  long hash(long high, long low) {
    return table.hash(high, low);
  }

  /** The entries of many keys at once; see {@link FlowTable#find(long[], int[], int)}. */
  void find(long[] rows, int[] entries, int count) {
    table.find(rows, entries, count);
  }

  /** The entry of a key, or {@link FlowTable#NONE}. */
  int find(long high, long low, long hash) {
    return table.find(high, low, hash);
  }

  long value(int entry) {
    return table.value(entry);
  }

  /** Says that the flow was seen, to {@link #SEEN_GRAIN_NANOS}. */
  void touch(int entry, long nowNanos) {
    if (nowNanos - table.lastSeen(entry) >= SEEN_GRAIN_NANOS) {
      table.touch(entry, nowNanos);
    }
  }

  /** True where the entry was made under the policy that holds now. */
  boolean isCurrent(long value) {
    return ((int) (value >>> FLOW_BITS) & GENERATION_MASK) == generation;
  }

  /** True where the entry has the same transposition and generation as a value. */
  boolean isAlike(int entry, long value) {
    return (table.value(entry) ^ value) >>> FLOW_BITS == 0;
  }

  HeaderTransposition transposition(long value) {
    return transpositions.get((int) (value >>> TRANSPOSITION_SHIFT));
  }

  /** The flow record of an entry. */
  static int flow(long value) {
    return (int) value & FLOW_MASK;
  }

  /** Number of the entry's transposition, for traces. */
  static int number(long value) {
    return (int) (value >>> TRANSPOSITION_SHIFT);
  }

  /** The policy has changed: every entry is stale. */
  void bumpGeneration() {
    changes++;
    generation = generation == GENERATION_MASK ? 1 : generation + 1;
  }

  /** Changes of policy so far. */
  long changes() {
    return changes;
  }

  /** Differs once an entry was entered, changed or removed: entries found before are void. */
  long moves() {
    return moves;
  }

  FlowRecords records() {
    return records;
  }

  /**
   * Enters both directions of a flow; {@link #set} follows. A flow that stood under the reply's key
   * is replaced: no two flows can share it.
   *
   * @param high key of the packet that opened the flow, with its scope
   * @return the flow, or {@link #FULL}
   */
  int open(
      long high,
      long low,
      long replyHigh,
      long replyLow,
      @Nullable FrontendRule rule,
      long nowNanos) {
    int standing = table.find(replyHigh, replyLow, table.hash(replyHigh, replyLow));
    if (standing != FlowTable.NONE) {
      remove(flow(table.value(standing)));
    }
    int flow = transpositions.hasRoom() ? records.add() : FlowRecords.FULL;
    if (flow == FlowRecords.FULL) {
      return FULL;
    }
    records.set(flow, high, low, replyHigh, replyLow, rule);
    moves++;
    table.insert(high, low, table.hash(high, low), flow, nowNanos);
    table.insert(replyHigh, replyLow, table.hash(replyHigh, replyLow), flow, nowNanos);
    return flow;
  }

  /**
   * Says what is done to a flow's packets under the current policy. Null is a direction whose way
   * is not known yet; it stays stale.
   */
  void set(int flow, @Nullable HeaderTransposition opening, @Nullable HeaderTransposition reply) {
    if (!transpositions.hasRoom()) {
      return;
    }
    moves++;
    int openingNumber = take(opening);
    int replyNumber = take(reply);
    transpositions.release(records.transposition(flow, true));
    transpositions.release(records.transposition(flow, false));
    records.setTranspositions(flow, openingNumber, replyNumber);
    write(flow, records.high(flow, true), records.low(flow, true), openingNumber);
    write(flow, records.high(flow, false), records.low(flow, false), replyNumber);
  }

  /** Forgets a flow, both directions at once. */
  void remove(int flow) {
    moves++;
    forget(records.high(flow, true), records.low(flow, true));
    forget(records.high(flow, false), records.low(flow, false));
    transpositions.release(records.transposition(flow, true));
    transpositions.release(records.transposition(flow, false));
    records.free(flow);
  }

  /** Looks at the next flows, going on where the last call ended, and removes the expired ones. */
  void sweep(int count, long nowNanos) {
    for (int left = Math.min(count, records.high()); left > 0; left--) {
      int flow = records.nextToSweep();
      if (records.isUsed(flow) && isExpired(flow, nowNanos)) {
        remove(flow);
      }
    }
  }

  private boolean isExpired(int flow, long nowNanos) {
    long idle = nowNanos - Math.max(lastSeen(flow, true), lastSeen(flow, false));
    FrontendRule rule = records.rule(flow);
    long open = rule == null ? IDLE_NANOS : rule.idleTimeoutNanos();
    long limit = records.isClosed(flow) ? Math.min(open, CLOSED_NANOS) : open;
    return idle >= limit + SEEN_GRAIN_NANOS;
  }

  private long lastSeen(int flow, boolean opening) {
    long high = records.high(flow, opening);
    long low = records.low(flow, opening);
    return table.lastSeen(table.find(high, low, table.hash(high, low)));
  }

  /** Entries: two for each flow. */
  int size() {
    return table.size();
  }

  /** Different transpositions in use. */
  int distinct() {
    return transpositions.size();
  }

  private int take(@Nullable HeaderTransposition transposition) {
    return transposition == null ? Transpositions.NONE : transpositions.take(transposition);
  }

  private void write(int flow, long high, long low, int number) {
    int entry = table.find(high, low, table.hash(high, low));
    int when = number == Transpositions.NONE ? STALE : generation;
    table.setValue(entry, (long) number << TRANSPOSITION_SHIFT | (long) when << FLOW_BITS | flow);
  }

  private void forget(long high, long low) {
    table.remove(table.find(high, low, table.hash(high, low)));
  }

  /** True where a key's scope is one of a packet on its way to the guest. */
  static boolean isInbound(long low) {
    return (FlowKey.scope(low) & 1) == 0;
  }
}
