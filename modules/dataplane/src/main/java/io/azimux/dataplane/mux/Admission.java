package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;

/**
 * Decides on the backend of every packet that is no plain hit.
 *
 * <ul>
 *   <li>A flow's entry decides where there is one: established TCP flows stay on their backend even
 *       if it is unhealthy or left the pool, as Azure's Standard tier keeps them.
 *   <li>A SYN for such an entry is the same SYN again, so it stays as well; but it opens a new flow
 *       where the old one was closed, or where it never got past its SYN and the backend takes no
 *       new flows.
 *   <li>UDP flows leave a backend that is unhealthy.
 *   <li>A MUX that stood still decides on no unknown flow until it has heard what it missed.
 *   <li>Without an entry the backend map chooses among healthy members, and the choice is entered,
 *       unless there is no room or the packet is a RST: nothing follows one.
 *   <li>What is entered is shared with the other MUXes, which may mean that the packet has to wait,
 *       and those that come after it.
 * </ul>
 */
final class Admission {
  /** What {@link #admit} returns for a packet that has to wait: its entry says where. */
  static final int WAIT = -2;

  private final FlowTable flows;
  private final FlowBook book;
  private final Members members;
  private final RuleBook rules;
  private final MuxTrace trace;
  private final FlowSharing sharing;
  private final Standstill standstill;
  private final long[] decisions = new long[Decision.values().length];

  Admission(
      FlowTable flows,
      FlowBook book,
      Members members,
      RuleBook rules,
      MuxTrace trace,
      FlowSharing sharing,
      Standstill standstill) {
    this.flows = flows;
    this.book = book;
    this.members = members;
    this.rules = rules;
    this.trace = trace;
    this.sharing = sharing;
    this.standstill = standstill;
  }

  long decisions(Decision decision) {
    return decisions[decision.ordinal()];
  }

  /**
   * The member that gets the packet; or {@link Members#NONE}, and then the packet has ended; or
   * {@link #WAIT}.
   *
   * @param tcpFlags 0 for UDP
   */
  int admit(int packet, long high, long low, long hash, int tcpFlags, long nowNanos, Outbox out) {
    int protocol = FlowKey.protocol(low);
    Rule rule = rules.find(FlowKey.destination(high), protocol, FlowKey.destinationPort(low));
    if (rule == null) {
      trace.finish(packet, Disposition.NO_RULE, "no rule for this frontend and port", out);
      return Members.NONE;
    }
    trace.matched(packet, rule, out);
    boolean syn = (tcpFlags & (Tcp.SYN | Tcp.ACK)) == Tcp.SYN;
    if (syn) {
      rule.syns().add();
    }
    // Looked up again: an earlier packet of this burst may have entered the flow.
    int entry = flows.find(high, low, hash);
    if (entry != FlowTable.NONE) {
      long value = flows.value(entry);
      if (stays(value, protocol, syn)) {
        return known(entry, value, packet, high, low, tcpFlags, syn, nowNanos, out);
      }
    }
    if (rule.slots() == 0) {
      trace.finish(packet, Disposition.NO_BACKEND, "no healthy backend in the pool", out);
      return Members.NONE;
    }
    if (standstill.isRecent(nowNanos)) {
      trace.finish(packet, Disposition.STOOD_STILL, "an unknown flow, and perhaps old rules", out);
      return Members.NONE;
    }
    return choose(rule, packet, high, low, hash, tcpFlags, entry, nowNanos, out);
  }

  private int known(
      int entry,
      long value,
      int packet,
      long high,
      long low,
      int tcpFlags,
      boolean syn,
      long nowNanos,
      Outbox out) {
    flows.touch(entry, nowNanos);
    if (FlowEntry.is(value, FlowEntry.WAITING)) {
      return WAIT;
    }
    long next = syn ? value : FlowEntry.seen(value, tcpFlags);
    Decision decision = Decision.LOCAL_HIT;
    if (FlowEntry.is(value, FlowEntry.REPLICATED)) {
      next = FlowEntry.stamped(next & ~FlowEntry.REPLICATED, nowNanos);
      if (!FlowEntry.is(value, FlowEntry.ADOPTED)) {
        next |= FlowEntry.ADOPTED;
        decision = Decision.REPLICATED_HIT;
      }
    }
    int member = FlowEntry.member(value);
    if (next != value) {
      book.change(entry, next);
      if (FlowEntry.isClosed(next) && !FlowEntry.isClosed(value)) {
        sharing.closed(entry, nowNanos, out);
      }
    }
    count(decision, packet, high, low, out);
    if (decision == Decision.REPLICATED_HIT && !syn) {
      adopted(high, low, member, decision, out);
    }
    return member;
  }

  private boolean stays(long value, int protocol, boolean syn) {
    boolean healthy = members.isHealthy(FlowEntry.member(value));
    if (protocol == Ipv4.UDP) {
      return healthy;
    }
    return !syn || !FlowEntry.isClosed(value) && (healthy || FlowEntry.isTrusted(value));
  }

  private int choose(
      Rule rule,
      int packet,
      long high,
      long low,
      long hash,
      int tcpFlags,
      int entry,
      long nowNanos,
      Outbox out) {
    long choiceHash = rule.choiceHash(high, low, hash);
    int slot = rule.slot(choiceHash);
    int member = rule.member(slot);
    boolean syn = (tcpFlags & (Tcp.SYN | Tcp.ACK)) == Tcp.SYN;
    boolean fallback = !syn && FlowKey.protocol(low) == Ipv4.TCP;
    int kept = enter(member, !fallback, high, low, hash, tcpFlags, entry, nowNanos);
    if (kept != FlowTable.NONE && sharing.opened(kept, fallback, nowNanos, out)) {
      // Counted when it goes on: until then another MUX may know better than the map.
      trace.chosen(packet, rule, choiceHash, slot, members.name(member), out);
      return WAIT;
    }
    Decision decision = syn ? Decision.NEW : Decision.HASH_FALLBACK;
    boolean full = kept == FlowTable.NONE && (tcpFlags & Tcp.RST) == 0;
    count(full ? Decision.STATELESS : decision, packet, high, low, out);
    trace.chosen(packet, rule, choiceHash, slot, members.name(member), out);
    if (fallback && kept != FlowTable.NONE) {
      adopted(high, low, member, decision, out);
    }
    return member;
  }

  private int enter(
      int member,
      boolean began,
      long high,
      long low,
      long hash,
      int tcpFlags,
      int entry,
      long nowNanos) {
    if (entry != FlowTable.NONE) {
      int version = FlowRow.versionAfter(FlowEntry.version(flows.value(entry)), nowNanos);
      book.change(entry, FlowEntry.of(member, began, tcpFlags, version, nowNanos));
      flows.touch(entry, nowNanos);
      return entry;
    }
    if ((tcpFlags & Tcp.RST) != 0) {
      return FlowTable.NONE;
    }
    int version = FlowRow.versionAt(nowNanos);
    long value = FlowEntry.of(member, began, tcpFlags, version, nowNanos);
    return book.enter(high, low, hash, value, nowNanos);
  }

  /**
   * The first packet of a flow goes on after its flow has waited; the member that gets it.
   *
   * @param entry of the flow
   */
  int goOn(int packet, int entry, boolean syn, Outbox out) {
    long value = flows.value(entry);
    int member = FlowEntry.member(value);
    Decision decision =
        FlowEntry.is(value, FlowEntry.REPLICATED)
            ? Decision.REPLICATED_HIT
            : syn || FlowEntry.is(value, FlowEntry.SYN) ? Decision.NEW : Decision.HASH_FALLBACK;
    long high = flows.high(entry);
    long low = flows.low(entry);
    count(decision, packet, high, low, out);
    if (!syn && FlowKey.protocol(low) == Ipv4.TCP) {
      adopted(high, low, member, decision, out);
    }
    long next = decision == Decision.REPLICATED_HIT && !syn ? FlowEntry.seen(value, 0) : value;
    book.change(entry, next & ~FlowEntry.REPLICATED | FlowEntry.ADOPTED);
    return member;
  }

  /** A later packet of a flow that has waited goes on. */
  int follow(int packet, int entry, int tcpFlags, long nowNanos, Outbox out) {
    boolean syn = (tcpFlags & (Tcp.SYN | Tcp.ACK)) == Tcp.SYN;
    long high = flows.high(entry);
    long low = flows.low(entry);
    return known(entry, flows.value(entry), packet, high, low, tcpFlags, syn, nowNanos, out);
  }

  private void adopted(long high, long low, int member, Decision decision, Outbox out) {
    FiveTuple flow = FiveTuple.ofKey(high, low);
    out.note(new Fact.FlowAdopted(flow, members.name(member), decision.label()));
  }

  private void count(Decision decision, int packet, long high, long low, Outbox out) {
    decisions[decision.ordinal()]++;
    trace.lookedUp(packet, decision, high, low, out);
  }
}
