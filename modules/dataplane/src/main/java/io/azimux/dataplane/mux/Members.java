package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.TunnelHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pool members by number: each backend of each rule has one, which flow entries hold. What the hot
 * path needs of a member lies in one cache line, its tunnel's header included.
 *
 * <p>A member that left its pool keeps its number while flows have entries for it: established
 * flows stay where they are, new ones do not come. One whose rule is gone loses its flows.
 */
final class Members {
  /** What {@link #enter} returns when every number is taken. */
  static final int NONE = -1;

  /** Most members: as many as the directory has addresses. */
  static final int CAPACITY = AddressDirectory.CAPACITY;

  /** State bit: may take new flows. */
  static final int HEALTHY = 1;

  /** State bit: its host is known. */
  static final int RESOLVED = 2;

  /** Longs of a member: the tunnel's words, idle timeout, state. */
  private static final int STRIDE = 8;

  private static final int IDLE_NANOS = TunnelHeader.WORDS;
  private static final int STATE = IDLE_NANOS + 1;

  /** What makes a member the same one in the next goal state, and at other MUXes. */
  private record Identity(
      Ipv4Address frontend, int protocol, int port, Ipv4Address address, int vni) {}

  private static final class Member {
    private final Identity identity;
    private String name;
    private boolean listed;
    private long flows;

    Member(Identity identity, String name) {
      this.identity = identity;
      this.name = name;
    }
  }

  private final AddressDirectory directory;
  private final Ipv4Address mux;
  private final Map<Identity, Integer> numbers = new LinkedHashMap<>();
  private final List<@Nullable Member> members = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private long[] words = new long[16 * STRIDE];

  Members(AddressDirectory directory, Ipv4Address mux) {
    this.directory = directory;
    this.mux = mux;
  }

  /** Before a goal state is entered: nothing is listed. */
  void beginGoalState() {
    for (Member member : members) {
      if (member != null) {
        member.listed = false;
      }
    }
  }

  /** A goal state lists this backend; returns its number, or {@link #NONE}. */
  int enter(FrontendRule rule, Backend backend, boolean healthy) {
    int number = number(rule, backend.address(), backend.vni(), backend.name());
    if (number != NONE) {
      at(number).listed = true;
      at(number).name = backend.name();
      setState(number, HEALTHY, healthy);
    }
    return number;
  }

  /**
   * The member that another MUX named as backend of a flow. One that no goal state has listed yet,
   * or any more, gets a number too; it takes no new flows.
   *
   * @param backend as in {@link FlowBatch#value}
   */
  int ofPeer(FrontendRule rule, long backend) {
    Ipv4Address address = new Ipv4Address(FlowBatch.address(backend));
    return number(rule, address, FlowBatch.vni(backend), address.toString());
  }

  private int number(FrontendRule rule, Ipv4Address address, int vni, String name) {
    Identity identity =
        new Identity(rule.frontend(), rule.protocol(), rule.frontendPort(), address, vni);
    Integer known = numbers.get(identity);
    int number = known == null ? add(identity, name) : known;
    if (number != NONE) {
      words[number * STRIDE + IDLE_NANOS] = rule.idleTimeoutNanos();
    }
    return number;
  }

  /**
   * After a goal state was entered: members it does not list take no new flows, and are forgotten
   * once they have no flow.
   */
  void endGoalState() {
    for (int number = 0; number < members.size(); number++) {
      Member member = members.get(number);
      if (member != null && !member.listed) {
        setState(number, HEALTHY, false);
        if (member.flows == 0) {
          numbers.remove(member.identity);
          members.set(number, null);
          free.add(number);
        }
      }
    }
    refresh();
  }

  /** Reads the directory again: members' hosts may have come, moved or gone. */
  void refresh() {
    for (int number = 0; number < members.size(); number++) {
      Member member = members.get(number);
      if (member != null) {
        refresh(number, member.identity);
      }
    }
  }

  /** {@link #HEALTHY} and {@link #RESOLVED}. */
  int state(int number) {
    return (int) words[number * STRIDE + STATE];
  }

  boolean isHealthy(int number) {
    return (state(number) & HEALTHY) != 0;
  }

  boolean isResolved(int number) {
    return (state(number) & RESOLVED) != 0;
  }

  /** The rule's time without a packet after which a flow is forgotten. */
  long idleNanos(int number) {
    return words[number * STRIDE + IDLE_NANOS];
  }

  /** Array that holds, from {@link #tunnelAt}, the member's {@link TunnelHeader} words. */
  long[] tunnels() {
    return words;
  }

  int tunnelAt(int number) {
    return number * STRIDE;
  }

  String name(int number) {
    return at(number).name;
  }

  int vni(int number) {
    return at(number).identity.vni();
  }

  Ipv4Address address(int number) {
    return at(number).identity.address();
  }

  /** The member as other MUXes know it: {@link FlowBatch#value}. */
  long backend(int number) {
    return FlowBatch.value(vni(number), address(number).bits());
  }

  /** Whether the goal state still has a rule for the member's flows. */
  boolean hasRule(int number, RuleBook rules) {
    Identity identity = at(number).identity;
    return rules.find(identity.frontend().bits(), identity.protocol(), identity.port()) != null;
  }

  /** A flow entry for the member was made (1) or removed (-1). */
  void countFlow(int number, int change) {
    at(number).flows += change;
  }

  private Member at(int number) {
    Member member = members.get(number);
    if (member == null) {
      throw new IllegalStateException("no pool member " + number);
    }
    return member;
  }

  private int add(Identity identity, String name) {
    int number = free.isEmpty() ? members.size() : free.remove(free.size() - 1);
    if (number >= CAPACITY) {
      return NONE;
    }
    if (number == members.size()) {
      members.add(null);
    }
    if ((number + 1) * STRIDE > words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    members.set(number, new Member(identity, name));
    words[number * STRIDE + STATE] = 0;
    numbers.put(identity, number);
    refresh(number, identity);
    return number;
  }

  private void refresh(int number, Identity identity) {
    int index = directory.find(identity.vni(), identity.address().bits());
    setState(number, RESOLVED, index != AddressDirectory.UNKNOWN);
    if (index != AddressDirectory.UNKNOWN) {
      TunnelHeader.prepare(
          words,
          number * STRIDE,
          mux.bits(),
          directory.host(index),
          identity.vni(),
          directory.mac(index));
    }
  }

  private void setState(int number, int bit, boolean on) {
    int at = number * STRIDE + STATE;
    words[at] = on ? words[at] | bit : words[at] & ~(long) bit;
  }
}
