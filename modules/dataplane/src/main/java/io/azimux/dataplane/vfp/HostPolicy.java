package io.azimux.dataplane.vfp;

import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.NicPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a goal state that concerns this host's NICs, by number. */
final class HostPolicy {
  /**
   * What holds for one NIC.
   *
   * @param rules security rules and IP forwarding
   * @param frontends load-balancing rules of which the NIC is a backend, healthy or not
   */
  record Nic(NicPolicy rules, List<FrontendRule> frontends) {}

  private final long version;
  private final @Nullable Nic[] nics;

  private HostPolicy(long version, @Nullable Nic[] nics) {
    this.version = version;
    this.nics = nics;
  }

  /** The policy before the first goal state: none for any NIC. */
  static HostPolicy none(NicTable table) {
    return new HostPolicy(0, new @Nullable Nic[table.size()]);
  }

  /** Takes from a goal state what concerns the NICs. */
  static HostPolicy of(GoalState goal, NicTable table) {
    @Nullable Nic[] nics = new @Nullable Nic[table.size()];
    for (NicPolicy policy : goal.nics()) {
      int number = table.find(policy.vni(), policy.address().bits());
      if (number != NicTable.NONE && table.nic(number).id().equals(policy.nic())) {
        nics[number] = new Nic(policy, frontendsOf(policy.nic(), goal.rules()));
      }
    }
    return new HostPolicy(goal.version(), nics);
  }

  private static List<FrontendRule> frontendsOf(String nic, List<FrontendRule> rules) {
    List<FrontendRule> frontends = new ArrayList<>();
    for (FrontendRule rule : rules) {
      if (rule.backends().stream().anyMatch(backend -> backend.name().equals(nic))) {
        frontends.add(rule);
      }
    }
    return List.copyOf(frontends);
  }

  /** Version of the goal state; 0 before the first. */
  long version() {
    return version;
  }

  /** What holds for a NIC; null where no goal state names it. */
  @Nullable Nic nic(int number) {
    return nics[number];
  }
}
