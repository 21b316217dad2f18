package io.azimux.cluster.host;

import io.azimux.cluster.placement.Placement;
import io.azimux.cluster.wire.ToElement;
import io.azimux.topology.Wiring;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/** Keeps a {@link Directory} up to date from what the receptionist lists. */
public final class DirectoryActor {
  private DirectoryActor() {}

  /**
   * The key under which all elements of a role register; each is told apart by its actor's name.
   */
  static ServiceKey<ToElement> key(Wiring.Role role) {
    return ServiceKey.create(ToElement.class, "azimux-" + Placement.label(role));
  }

  /** Listens for elements of every role. */
  public static Behavior<Receptionist.Listing> of(Directory directory) {
    return Behaviors.setup(
        context -> {
          Map<String, ServiceKey<ToElement>> keys = new HashMap<>();
          for (Wiring.Role role : Wiring.Role.values()) {
            ServiceKey<ToElement> key = key(role);
            keys.put(key.id(), key);
            context.getSystem().receptionist().tell(Receptionist.subscribe(key, context.getSelf()));
          }
          return Behaviors.receiveMessage(
              listing -> {
                ServiceKey<ToElement> key = keys.get(listing.getKey().id());
                if (key != null) {
                  directory.update(
                      key.id(), listing.getServiceInstances(key), rank(context.getSystem()));
                }
                return Behaviors.same();
              });
        });
  }

  /** Members count how many came up before them; one that is not up yet is the youngest. */
  private static ToIntFunction<ActorRef<ToElement>> rank(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    Map<Address, Integer> upNumbers = new HashMap<>();
    for (Member member : cluster.state().getMembers()) {
      upNumbers.put(member.address(), member.upNumber());
    }
    int own = cluster.selfMember().upNumber();
    return actor ->
        actor.path().address().hasLocalScope()
            ? own
            : upNumbers.getOrDefault(actor.path().address(), Integer.MAX_VALUE);
  }
}
