package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;

/**
 * Keeps account of what the flow table holds while it changes: flows of each member, flows not yet
 * trusted, and the digest of open flows. Every change of an entry but "seen again" goes through it.
 *
 * <p>Flows that have shown one packet only have a quota, so that a flood of SYNs leaves room for
 * real ones (Ananta, section 3.3.3). Those that other MUXes told of may take half of it, so that
 * their flood leaves room for the first packets that come here.
 */
final class FlowBook {
  private static final long DIGEST = (1L << 48) - 1;

  private final FlowTable flows;
  private final Members members;
  private final int untrustedCapacity;
  private int untrustedHere;
  private int untrustedElsewhere;
  private int carried;
  private long digest;

  FlowBook(FlowTable flows, Members members, int untrustedCapacity) {
    this.flows = flows;
    this.members = members;
    this.untrustedCapacity = untrustedCapacity;
  }

  /** Enters a flow that is not in the table; its entry, or {@link FlowTable#NONE} for no room. */
  int enter(long high, long low, long hash, long value, long nowNanos) {
    if (isUntrusted(value) && !hasRoom(value)) {
      return FlowTable.NONE;
    }
    int entry = flows.insert(high, low, hash, value, nowNanos);
    if (entry != FlowTable.NONE) {
      account(hash, value, 1);
    }
    return entry;
  }

  /** Gives an entry another value. */
  void change(int entry, long value) {
    long before = flows.value(entry);
    long hash = flows.hash(flows.high(entry), flows.low(entry));
    account(hash, before, -1);
    flows.setValue(entry, value);
    account(hash, value, 1);
  }

  /** An entry has been, or will be, removed from the table. */
  void removed(long high, long low, long value) {
    account(flows.hash(high, low), value, -1);
  }

  /** Order-free sum over the open flows and their backends, 48 bits. */
  long digest() {
    return digest & DIGEST;
  }

  /** Flows of which a packet came here since any other MUX told of them. */
  int carried() {
    return carried;
  }

  /** Open flows not yet trusted, here and elsewhere. */
  int untrusted() {
    return untrustedHere + untrustedElsewhere;
  }

  private boolean hasRoom(long value) {
    return untrusted() < untrustedCapacity
        && (!isReplicated(value) || untrustedElsewhere < untrustedCapacity / 2);
  }

  private void account(long hash, long value, int change) {
    int member = FlowEntry.member(value);
    members.countFlow(member, change);
    if (isUntrusted(value)) {
      if (isReplicated(value)) {
        untrustedElsewhere += change;
      } else {
        untrustedHere += change;
      }
    }
    if (!FlowEntry.isClosed(value)) {
      digest += change * term(hash, members.backend(member));
    }
    if (!isReplicated(value)) {
      carried += change;
    }
  }

  private static boolean isReplicated(long value) {
    return FlowEntry.is(value, FlowEntry.REPLICATED);
  }

  private static boolean isUntrusted(long value) {
    return (value & (FlowEntry.TRUSTED | FlowEntry.ESTABLISHED)) == 0 && !FlowEntry.isClosed(value);
  }

  private static long term(long hash, long backend) {
    long mixed = (hash ^ backend * 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    return mixed ^ mixed >>> 31;
  }
}
