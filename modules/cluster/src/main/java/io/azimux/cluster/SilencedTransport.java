package io.azimux.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.remote.RemoteActorRefProvider;

/**
 * Keeps the transport between processes from sending to some of them, below everything that Pekko
 * does: no heartbeat, no gossip, no replicated state leaves. It uses the stages that Pekko's own
 * multi-process tests use; they are there only in a process that was started with them ({@link
 * NodeSettings#cuttable}).
 */
// The transport that these names were made for is deprecated, the stages are not.
@SuppressWarnings("deprecation")
final class SilencedTransport {
  private static final org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction
      SENDING = sending();

  private final ActorSystem<?> system;
  private Set<String> silent = Set.of();

  SilencedTransport(ActorSystem<?> system) {
    this.system = system;
  }

  /**
   * Sends nothing to these from now on, and to all others again.
   *
   * @param addresses {@code host:port} of each
   * @throws IllegalArgumentException where the process was not started for this
   */
  synchronized void silence(List<String> addresses) {
    Set<String> wanted = new LinkedHashSet<>(addresses);
    if (!wanted.isEmpty() && !system.settings().config().getBoolean(NodeConfig.TEST_STAGES)) {
      throw new IllegalArgumentException("this process cannot be cut off: its scenario has no cut");
    }
    for (String address : wanted) {
      if (!silent.contains(address)) {
        send(
            address,
            org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Blackhole$.MODULE$);
      }
    }
    for (String address : silent) {
      if (!wanted.contains(address)) {
        send(
            address,
            org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Unthrottled$.MODULE$);
      }
    }
    silent = wanted;
  }

  /** A Scala object inside a Scala object, which Java has no name for. */
  private static org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction sending() {
    try {
      Class<?> type =
          Class.forName(
              org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction.class.getName()
                  + "$Send$");
      return (org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction)
          type.getField("MODULE$").get(null);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("Pekko's transport is another than was built for", other);
    }
  }

  private void send(
      String address,
      org.apache.pekko.remote.transport.ThrottlerTransportAdapter.ThrottleMode mode) {
    Address peer = AddressFromURIString.parse("pekko://" + NodeConfig.SYSTEM + "@" + address);
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
    ((RemoteActorRefProvider) classic.provider())
        .transport()
        .managementCommand(
            new org.apache.pekko.remote.transport.ThrottlerTransportAdapter.SetThrottle(
                peer, SENDING, mode));
  }
}
