package io.azimux.cluster;

import io.azimux.cluster.host.NodeFactory;
import io.azimux.control.Controller;
import io.azimux.dataplane.Elements;
import io.azimux.node.Node;
import io.azimux.node.RandomSource;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the elements of a world; each incarnation draws from a source of its own. */
final class ElementFactory implements NodeFactory {
  private final World world;
  private final Wiring wiring;
  private final RandomSource random;
  private final AtomicInteger made = new AtomicInteger();

  ElementFactory(World world, Wiring wiring, long seed) {
    this.world = world;
    this.wiring = wiring;
    random = new RandomSource(seed);
  }

  @Override
  public Node create(String element) {
    RandomSource own = random.fork("element " + element + " " + made.getAndIncrement());
    return wiring.element(element).role() == Wiring.Role.CONTROLLER
        ? Controller.of(world, wiring, element, own)
        : Elements.create(world, wiring, element, own);
  }
}
