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
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Blackhole$;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.SetThrottle;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.ThrottleMode;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Unthrottled$;

/**
 * Keeps the transport between processes from sending to some of them, below everything that Pekko
 * does: no heartbeat, no gossip, no replicated state leaves. It uses the stages that Pekko's own
 * multi-process tests use; they are there only in a process that was started with them ({@link
 * NodeSettings#cuttable}).
 */
final class SilencedTransport {
  private static final Direction SENDING = sending();

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
        send(address, Blackhole$.MODULE$);
      }
    }
    for (String address : silent) {
      if (!wanted.contains(address)) {
        send(address, Unthrottled$.MODULE$);
      }
    }
    silent = wanted;
  }

  /** A Scala object inside a Scala object, which Java has no name for. */
  private static Direction sending() {
    try {
      Class<?> type = Class.forName(Direction.class.getName() + "$Send$");
      return (Direction) type.getField("MODULE$").get(null);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("Pekko's transport is another than was built for", other);
    }
  }

  private void send(String address, ThrottleMode mode) {
    Address peer = AddressFromURIString.parse("pekko://" + NodeConfig.SYSTEM + "@" + address);
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
    ((RemoteActorRefProvider) classic.provider())
        .transport()
        .managementCommand(new SetThrottle(peer, SENDING, mode));
  }
}
