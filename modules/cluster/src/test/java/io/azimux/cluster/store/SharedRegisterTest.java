package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedRegisterTest {
  @Test
  void theHigherVersionStandsOnBothSides() {
    SharedRegister old = new SharedRegister(1, new byte[] {9});
    SharedRegister young = new SharedRegister(2, new byte[] {1});
    assertThat(old.mergeData(young)).isEqualTo(young);
    assertThat(young.mergeData(old)).isEqualTo(young);
    assertThat(SharedRegister.EMPTY.mergeData(old)).isEqualTo(old);
  }

  @Test
  void mergingIsCommutativeAssociativeAndIdempotentAlsoWhereAVersionHasTwoValues() {
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      SharedRegister a = draw(random);
      SharedRegister b = draw(random);
      SharedRegister c = draw(random);
      assertThat(a.mergeData(b)).as("seed %d", seed).isEqualTo(b.mergeData(a));
      assertThat(a.mergeData(b).mergeData(c))
          .as("seed %d", seed)
          .isEqualTo(a.mergeData(b.mergeData(c)));
      assertThat(a.mergeData(a)).as("seed %d", seed).isEqualTo(a);
    }
  }

  private static SharedRegister draw(Random random) {
    return new SharedRegister(random.nextInt(3), new byte[] {(byte) random.nextInt(3)});
  }
}
