package io.azimux.cluster;

import io.azimux.cluster.attach.AttachPoint;
import io.azimux.cluster.host.NodeFactory;
import io.azimux.control.Controller;
import io.azimux.dataplane.Elements;
import io.azimux.dataplane.client.Edge;
import io.azimux.gateway.Doorway;
import io.azimux.node.Node;
import io.azimux.node.RandomSource;
import io.azimux.packet.MacAddress;
import io.azimux.topology.InternetClient;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the elements of a world. Each incarnation draws from a source of its own, which depends on
 * nothing that else runs in the process: elements draw alike in every placement and in the
 * simulator.
 */
final class ElementFactory implements NodeFactory {
  private static final long LIVES_OF_A_PROCESS = 1L << 16;

  private final World world;
  private final Wiring wiring;
  private final long seed;
  private final long life;
  private final Map<String, Integer> lives = new ConcurrentHashMap<>();

  ElementFactory(World world, Wiring wiring, long seed) {
    this(world, wiring, seed, 0);
  }

  /**
   * Makes the elements of a process that is started again.
   *
   * @param life how often it was started before, or any number that no earlier one had: a new life
   *     must not draw what the old one drew
   */
  ElementFactory(World world, Wiring wiring, long seed, long life) {
    this.life = life;
    this.world = world;
    this.wiring = wiring;
    this.seed = seed;
  }

  @Override
  public Node create(String element) {
    RandomSource own = source(element);
    return switch (wiring.element(element).role()) {
      case CONTROLLER -> Controller.of(world, wiring, element, own);
      case VM -> guest(world.virtualMachine(element).orElseThrow(), own);
      case CLIENT -> client(world.client(element).orElseThrow(), own);
      default -> Elements.create(world, wiring, element, own);
    };
  }

  private Node guest(VirtualMachine machine, RandomSource own) {
    return machine.isAttached()
        ? AttachPoint.guest(world, machine)
        : Elements.create(world, wiring, machine.name(), own);
  }

  private Node client(InternetClient client, RandomSource own) {
    if (client.attached().isEmpty()) {
      return Elements.create(world, wiring, client.name(), own);
    }
    Edge edge = Edge.of(world, wiring, client.name(), own);
    long mac = MacAddress.of(client.address()).bits();
    return new Doorway(edge, edge.door(), AttachPoint.link(client, mac));
  }

  /** The source of the element's next life. */
  RandomSource source(String element) {
    int started = lives.merge(element, 1, Integer::sum);
    // A process restarts a failed element some times at most, so lives of two processes differ.
    return RandomSource.ofElement(seed, element, life * LIVES_OF_A_PROCESS + started - 1);
  }
}
