package io.azimux.dataplane.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.RandomSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTableTest {
  private static final int STEPS = 40_000;

  private record Key(long high, long low) {}

  private record Row(long value, long lastSeen) {}

  /** Few distinct keys in a small table: long probe chains, wrap-around, a full table. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itBehavesLikeAMap(long seed) {
    RandomSource random = new RandomSource(seed);
    FlowTable table = new FlowTable(1 + random.nextInt(60), seed);
    Map<Key, Row> model = new LinkedHashMap<>();
    for (int step = 0; step < STEPS; step++) {
      Key key = new Key(random.nextInt(12), 1 + random.nextInt(8));
      act(table, model, key, random, step);
      assertThat(table.size()).as("seed %d step %d", seed, step).isEqualTo(model.size());
      if (step % 50 == 0) {
        assertSame(table, model, "seed " + seed + " step " + step);
      }
    }
    assertSame(table, model, "seed " + seed + " at the end");
  }

  private static void act(
      FlowTable table, Map<Key, Row> model, Key key, RandomSource random, int step) {
    long hash = table.hash(key.high(), key.low());
    int entry = table.find(key.high(), key.low(), hash);
    String as = "step " + step;
    assertThat(entry != FlowTable.NONE).as(as).isEqualTo(model.containsKey(key));
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> {
        boolean fits = entry != FlowTable.NONE || model.size() < table.capacity();
        int inserted = table.insert(key.high(), key.low(), hash, step, step);
        assertThat(inserted != FlowTable.NONE).as(as).isEqualTo(fits);
        if (fits) {
          model.put(key, new Row(step, step));
        }
      }
      case 4, 5 -> {
        if (entry != FlowTable.NONE) {
          table.remove(entry);
          model.remove(key);
        }
      }
      case 6 -> {
        if (entry != FlowTable.NONE) {
          table.setValue(entry, -step);
          table.touch(entry, step + 1L);
          model.put(key, new Row(-step, step + 1L));
        }
      }
      default -> {
        long limit = step - 30L;
        int before = model.size();
        model.values().removeIf(row -> row.lastSeen() < limit);
        int removed = table.sweep(table.slots(), (high, low, value, seen) -> seen >= limit);
        assertThat(removed).as(as).isEqualTo(before - model.size());
      }
    }
  }

  private static void assertSame(FlowTable table, Map<Key, Row> model, String as) {
    Map<Key, Row> rows = new LinkedHashMap<>();
    table.sweep(
        table.slots(),
        (high, low, value, seen) -> {
          rows.put(new Key(high, low), new Row(value, seen));
          return true;
        });
    assertThat(rows).as(as).containsExactlyInAnyOrderEntriesOf(model);
    model.forEach(
        (key, row) -> {
          int entry = table.find(key.high(), key.low(), table.hash(key.high(), key.low()));
          assertThat(entry).as(as).isNotEqualTo(FlowTable.NONE);
          assertThat(table.high(entry)).as(as).isEqualTo(key.high());
          assertThat(table.low(entry)).as(as).isEqualTo(key.low());
          assertThat(table.value(entry)).as(as).isEqualTo(row.value());
          assertThat(table.lastSeen(entry)).as(as).isEqualTo(row.lastSeen());
        });
  }

  @Test
  void aFullTableRefusesNewFlowsAndKeepsTheOldOnes() {
    FlowTable table = new FlowTable(1000, 5);
    for (int i = 1; i <= 1000; i++) {
      assertThat(table.insert(i, i, table.hash(i, i), i, 0)).isNotEqualTo(FlowTable.NONE);
    }
    assertThat(table.insert(1001, 1, table.hash(1001, 1), 1, 0)).isEqualTo(FlowTable.NONE);
    assertThat(table.insert(7, 7, table.hash(7, 7), 70, 1)).isNotEqualTo(FlowTable.NONE);
    assertThat(table.size()).isEqualTo(1000);
    assertThat(table.value(table.find(7, 7, table.hash(7, 7)))).isEqualTo(70);
    table.remove(table.find(7, 7, table.hash(7, 7)));
    assertThat(table.insert(1001, 1, table.hash(1001, 1), 1, 0)).isNotEqualTo(FlowTable.NONE);
  }

  @ParameterizedTest(name = "capacity {0}")
  @ValueSource(ints = {1, 2, 16, 1000, 65_536, 1_000_000})
  void aFlowTakesAtMost96Bytes(int capacity) {
    FlowTable table = new FlowTable(capacity, 0);
    assertThat(32.0 * table.slots() / capacity).isLessThanOrEqualTo(96.0);
    assertThat((double) capacity / table.slots()).isLessThanOrEqualTo(0.35);
  }

  @Test
  void sweepingInSmallStepsSeesEveryEntry() {
    FlowTable table = new FlowTable(500, 9);
    for (int i = 1; i <= 500; i++) {
      table.insert(i, 1, table.hash(i, 1), 0, i);
    }
    int removed = 0;
    for (int i = 0; i < table.slots(); i += 16) {
      removed += table.sweep(16, (high, low, value, seen) -> false);
    }
    assertThat(removed).isEqualTo(500);
    assertThat(table.size()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void manyAreFoundAtOnceAsOneByOne(long seed) {
    RandomSource random = new RandomSource(seed);
    FlowTable table = new FlowTable(60, seed);
    for (int i = 0; i < 60; i++) {
      long high = 1L + random.nextInt(100);
      table.insert(high, 7, table.hash(high, 7), i, 0);
    }
    long[] rows = new long[FlowTable.MOST_AT_ONCE * FlowTable.ROW];
    int[] entries = new int[FlowTable.MOST_AT_ONCE];
    for (int count = 1; count <= FlowTable.MOST_AT_ONCE; count++) {
      for (int row = 0; row < count * FlowTable.ROW; row += FlowTable.ROW) {
        rows[row] = 1L + random.nextInt(100);
        rows[row + 1] = 7;
        rows[row + 2] = table.hash(rows[row], 7);
      }
      table.find(rows, entries, count);
      for (int i = 0; i < count; i++) {
        int row = i * FlowTable.ROW;
        assertThat(entries[i])
            .as("seed %d, %d of %d", seed, i, count)
            .isEqualTo(table.find(rows[row], rows[row + 1], rows[row + 2]));
      }
    }
  }

  @Test
  void theAllZeroKeyIsRefused() {
    FlowTable table = new FlowTable(10, 0);
    assertThatThrownBy(() -> table.insert(0, 0, table.hash(0, 0), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, FlowTable.MAX_CAPACITY + 1})
  void anImpossibleCapacityIsRefused(int capacity) {
    assertThatThrownBy(() -> new FlowTable(capacity, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(capacity));
  }
}
