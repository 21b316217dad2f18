package io.azimux.node.message;

import java.util.List;

/**
 * What the controller wants every MUX and host to hold, compiled from the described world and what
 * operators changed since; the value of {@code goal} in the shared state. It is whole: the newest
 * version replaces the one before. Which backends are healthy it does not say, the hosts do ({@link
 * HostHealth}), so that health reaches the MUXes without a controller.
 *
 * @param version grows with each change
 */
public record GoalState(long version, List<FrontendRule> rules, List<NicPolicy> nics)
    implements PeerMessage {
  /** Copies the lists. */
  public GoalState {
    rules = List.copyOf(rules);
    nics = List.copyOf(nics);
  }
}
