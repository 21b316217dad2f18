package io.azimux.cluster;

import io.azimux.cluster.host.NodeFactory;
import io.azimux.control.Controller;
import io.azimux.dataplane.Elements;
import io.azimux.node.Node;
import io.azimux.node.RandomSource;
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
    return wiring.element(element).role() == Wiring.Role.CONTROLLER
        ? Controller.of(world, wiring, element, own)
        : Elements.create(world, wiring, element, own);
  }

  /** The source of the element's next life. */
  RandomSource source(String element) {
    int started = lives.merge(element, 1, Integer::sum);
    // A process restarts a failed element some times at most, so lives of two processes differ.
    return RandomSource.ofElement(seed, element, life * LIVES_OF_A_PROCESS + started - 1);
  }
}
