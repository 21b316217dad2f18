package io.azimux.node.message;

import java.util.List;

/**
 * What the controller wants every MUX and host to hold, compiled from the described world and the
 * health of backends. Sent whole: the newest version replaces the one before, an older one is
 * ignored.
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
