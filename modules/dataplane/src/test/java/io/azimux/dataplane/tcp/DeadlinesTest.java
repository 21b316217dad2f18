package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.RandomSource;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void theEarliestDeadlineIsTheOneThatASortedMapFinds(long seed) {
    RandomSource random = new RandomSource(seed);
    Deadlines deadlines = new Deadlines();
    TreeMap<Integer, Long> oracle = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      int id = random.nextInt(200);
      if (random.chance(0.3)) {
        deadlines.set(id, Deadlines.NEVER);
        oracle.remove(id);
      } else {
        long at = random.nextInt(1000) - 500L;
        deadlines.set(id, at);
        oracle.put(id, at);
      }
      assertThat(deadlines.size()).as("seed %d step %d", seed, i).isEqualTo(oracle.size());
      long first = oracle.values().stream().min(Long::compare).orElse(Deadlines.NEVER);
      assertThat(deadlines.nextAt()).as("seed %d step %d", seed, i).isEqualTo(first);
      if (!oracle.isEmpty()) {
        assertThat(oracle).as("seed %d step %d", seed, i).containsEntry(deadlines.next(), first);
      }
    }
  }

  @Test
  void askingForTheNextOfNoneIsAFault() {
    assertThatThrownBy(() -> new Deadlines().next()).hasMessage("no deadline");
  }
}
