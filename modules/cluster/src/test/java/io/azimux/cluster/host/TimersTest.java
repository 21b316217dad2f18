package io.azimux.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final long SEED = 20_230_522;

  private final Timers timers = new Timers();

  @Test
  void nothingIsDueWhereNothingIsSet() {
    assertThat(timers.earliest()).isEqualTo(Outbox.NEVER);
    assertThatThrownBy(timers::take).hasMessage("no timer is set");
  }

  @Test
  void aNewSettingReplacesTheOldOne() {
    timers.set(1, 100);
    timers.set(1, 200);
    assertThat(timers.earliest()).isEqualTo(200);
    assertThat(timers.take()).isEqualTo(1);
    assertThat(timers.earliest()).isEqualTo(Outbox.NEVER);
  }

  @Test
  void neverCancels() {
    timers.set(1, 100);
    timers.set(1, Outbox.NEVER);
    assertThat(timers.earliest()).isEqualTo(Outbox.NEVER);
    assertThat(timers.size()).isZero();
  }

  @Test
  void manySettingsBehaveLikeATable() {
    RandomSource random = new RandomSource(SEED);
    TreeMap<Long, Long> model = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      long key = random.nextInt(50);
      if (random.chance(0.3) && !model.isEmpty()) {
        long earliest = model.values().stream().min(Long::compare).orElseThrow();
        assertThat(timers.earliest()).as("seed " + SEED + " step " + i).isEqualTo(earliest);
        long taken = timers.take();
        assertThat(model.remove(taken)).isEqualTo(earliest);
      } else if (random.chance(0.1)) {
        timers.set(key, Outbox.NEVER);
        model.remove(key);
      } else {
        long at = random.nextInt(1000);
        timers.set(key, at);
        model.put(key, at);
      }
      assertThat(timers.size()).isEqualTo(model.size());
    }
  }
}
