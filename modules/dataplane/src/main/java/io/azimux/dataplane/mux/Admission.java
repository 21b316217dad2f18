package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
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
 *   <li>Without an entry the backend map chooses among healthy members, and the choice is entered,
 *       unless the table is full or the packet is a RST: nothing follows one.
 * </ul>
 */
final class Admission {
  private final FlowTable flows;
  private final Members members;
  private final RuleBook rules;
  private final MuxTrace trace;
  private final long[] decisions = new long[Decision.values().length];

  Admission(FlowTable flows, Members members, RuleBook rules, MuxTrace trace) {
    this.flows = flows;
    this.members = members;
    this.rules = rules;
    this.trace = trace;
  }

  long decisions(Decision decision) {
    return decisions[decision.ordinal()];
  }

  /**
   * The member that gets the packet; or {@link Members#NONE}, and then the packet has ended.
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
        flows.setValue(entry, syn ? value : FlowEntry.seen(value, tcpFlags));
        flows.touch(entry, nowNanos);
        count(Decision.LOCAL_HIT, packet, high, low, out);
        return FlowEntry.member(value);
      }
    }
    if (rule.slots() == 0) {
      trace.finish(packet, Disposition.NO_BACKEND, "no healthy backend in the pool", out);
      return Members.NONE;
    }
    return choose(rule, packet, high, low, hash, tcpFlags, entry, nowNanos, out);
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
    Decision decision = syn ? Decision.NEW : Decision.HASH_FALLBACK;
    long value = FlowEntry.of(member, syn, tcpFlags);
    if (entry != FlowTable.NONE) {
      members.countFlow(FlowEntry.member(flows.value(entry)), -1);
      flows.setValue(entry, value);
      flows.touch(entry, nowNanos);
      members.countFlow(member, 1);
    } else if ((tcpFlags & Tcp.RST) == 0) {
      if (flows.insert(high, low, hash, value, nowNanos) == FlowTable.NONE) {
        decision = Decision.STATELESS;
      } else {
        members.countFlow(member, 1);
      }
    }
    count(decision, packet, high, low, out);
    trace.chosen(packet, rule, choiceHash, slot, members.name(member), out);
    return member;
  }

  private void count(Decision decision, int packet, long high, long low, Outbox out) {
    decisions[decision.ordinal()]++;
    trace.lookedUp(packet, decision, high, low, out);
  }
}
