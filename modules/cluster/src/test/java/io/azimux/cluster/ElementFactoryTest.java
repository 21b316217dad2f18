package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import org.junit.jupiter.api.Test;

class ElementFactoryTest {
  @Test
  void anElementDrawsAlikeWhateverElseRunsInItsProcess() {
    World world = TestWorld.scenario().world();
    ElementFactory factory = new ElementFactory(world, Wiring.of(world), 7);
    factory.create("mux-1");
    factory.create("nva1");
    assertThat(factory.source("nva2").nextLong()).isEqualTo(drawn("nva2", 0));
    assertThat(factory.source("nva1").nextLong()).isEqualTo(drawn("nva1", 1));
  }

  /** What the simulator's element draws. */
  private static long drawn(String element, int life) {
    return RandomSource.ofElement(7, element, life).nextLong();
  }
}
