package io.azimux.cluster.host;

import io.azimux.cluster.placement.Placement;
import io.azimux.cluster.wire.ToElement;
import io.azimux.topology.Wiring;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

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
                  directory.update(key.id(), listing.getServiceInstances(key));
                }
                return Behaviors.same();
              });
        });
  }
}
