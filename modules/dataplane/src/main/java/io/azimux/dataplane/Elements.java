package io.azimux.dataplane;

import io.azimux.dataplane.client.Client;
import io.azimux.dataplane.guest.Guest;
import io.azimux.dataplane.mux.Mux;
import io.azimux.dataplane.router.Router;
import io.azimux.dataplane.vfp.Host;
import io.azimux.node.Node;
import io.azimux.node.RandomSource;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;

/** Makes the elements through which packets pass, for every host of nodes alike. */
public final class Elements {
  private Elements() {}

  /**
   * A new element without any state.
   *
   * @param name an element of the wiring other than the controller, which this module does not know
   * @param random the element's own source
   * @throws IllegalArgumentException where there is no such element, or it is the controller
   */
  public static Node create(World world, Wiring wiring, String name, RandomSource random) {
    return switch (wiring.element(name).role()) {
      case ROUTER -> Router.of(world, wiring, name, random);
      case MUX -> Mux.of(world, wiring, name, random);
      case HOST -> Host.of(world, wiring, name, random);
      case VM -> Guest.of(world, wiring, name, random);
      case CLIENT -> Client.of(world, wiring, name, random);
      case CONTROLLER ->
          throw new IllegalArgumentException(
              "'" + name + "' is the controller: no packets pass it");
    };
  }
}
