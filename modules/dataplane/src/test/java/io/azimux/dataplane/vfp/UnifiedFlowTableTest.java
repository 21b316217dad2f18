package io.azimux.dataplane.vfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Disposition;
import io.azimux.node.RandomSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnifiedFlowTableTest {
  private static final HeaderTransposition ONE = way("one");
  private static final HeaderTransposition OTHER = way("other");
  private static final long IDLE = UnifiedFlowTable.IDLE_NANOS;

  @Test
  void manyFlowsShareOneTransposition() {
    UnifiedFlowTable uft = new UnifiedFlowTable(100, 1);
    for (int i = 1; i <= 100; i++) {
      uft.set(open(uft, i, 0), way("one"), way("other"));
    }
    assertThat(uft.distinct()).isEqualTo(2);
    assertThat(uft.size()).isEqualTo(200);
    assertThat(valueOf(uft, 1) >>> 44).isEqualTo(valueOf(uft, 100) >>> 44);
    assertThat(uft.transposition(valueOf(uft, 7))).isEqualTo(ONE);
  }

  @Test
  void aTranspositionIsForgottenWithItsLastFlow() {
    UnifiedFlowTable uft = new UnifiedFlowTable(10, 1);
    int first = open(uft, 1, 0);
    int second = open(uft, 2, 0);
    uft.set(first, ONE, OTHER);
    uft.set(second, ONE, null);
    uft.remove(first);
    assertThat(uft.distinct()).isEqualTo(1);
    assertThat(uft.transposition(valueOf(uft, 2))).isEqualTo(ONE);
    uft.set(second, OTHER, OTHER);
    assertThat(uft.distinct()).isEqualTo(1);
    uft.remove(second);
    assertThat(uft.distinct()).isZero();
    assertThat(uft.size()).isZero();
  }

  @Test
  void aDirectionWithoutAWayIsNeverCurrent() {
    UnifiedFlowTable uft = new UnifiedFlowTable(10, 1);
    int flow = open(uft, 1, 0);
    uft.set(flow, ONE, null);
    assertThat(uft.isCurrent(valueOf(uft, 1))).isTrue();
    assertThat(uft.isCurrent(valueOf(uft, -1))).isFalse();
    uft.bumpGeneration();
    assertThat(uft.isCurrent(valueOf(uft, 1))).isFalse();
    uft.set(flow, ONE, OTHER);
    assertThat(uft.isCurrent(valueOf(uft, -1))).isTrue();
  }

  @Test
  void generationsRunRoundWithoutTheOneThatIsNeverCurrent() {
    UnifiedFlowTable uft = new UnifiedFlowTable(10, 1);
    int flow = open(uft, 1, 0);
    for (int i = 0; i < 1 << 20; i++) {
      uft.bumpGeneration();
      assertThat(uft.isCurrent(0)).isFalse();
    }
    uft.set(flow, ONE, OTHER);
    assertThat(uft.isCurrent(valueOf(uft, 1))).isTrue();
  }

  @Test
  void aFlowUnderTheReplysKeyIsReplaced() {
    UnifiedFlowTable uft = new UnifiedFlowTable(10, 1);
    uft.set(uft.open(1, 2, 100, 3, null, 0), ONE, OTHER);
    uft.set(uft.open(2, 2, 100, 3, null, 0), OTHER, ONE);
    assertThat(uft.size()).isEqualTo(2);
    assertThat(uft.find(1, 2, uft.hash(1, 2))).isEqualTo(FlowTable.NONE);
    assertThat(uft.distinct()).isEqualTo(2);
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new UnifiedFlowTable(0, 1)).hasMessageContaining("1..16777216");
  }

  /** Against a list of flows with the time of their last packet. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void itHoldsWhatWasOpenedAndSeenWithinTheIdleTime(long seed) {
    RandomSource random = new RandomSource(seed);
    int capacity = 20 + random.nextInt(50);
    UnifiedFlowTable uft = new UnifiedFlowTable(capacity, seed);
    long[] seen = new long[200];
    List<Integer> open = new ArrayList<>();
    long now = IDLE;
    for (int step = 0; step < 20_000; step++) {
      String as = "seed " + seed + " step " + step;
      int i = 1 + random.nextInt(seen.length - 1);
      int key = random.chance(0.5) ? i : -i;
      if (!open.contains(i)) {
        int flow = open(uft, i, now);
        assertThat(flow == UnifiedFlowTable.FULL).as(as).isEqualTo(open.size() == capacity);
        if (flow != UnifiedFlowTable.FULL) {
          uft.set(flow, way("w" + random.nextInt(5)), ONE);
          open.add(i);
          seen[i] = now;
        }
      } else if (random.chance(0.5)) {
        uft.touch(entryOf(uft, key), now);
        seen[i] = now;
      } else if (random.chance(0.3)) {
        uft.remove(UnifiedFlowTable.flow(valueOf(uft, key)));
        open.remove((Integer) i);
      }
      now += IDLE / 100;
      long time = now;
      uft.sweep(Integer.MAX_VALUE, now);
      open.removeIf(one -> time - seen[one] >= IDLE + UnifiedFlowTable.SEEN_GRAIN_NANOS);
      assertThat(uft.size()).as(as).isEqualTo(2 * open.size());
      assertThat(uft.records().size()).as(as).isEqualTo(open.size());
      assertThat(uft.distinct()).as(as).isLessThanOrEqualTo(6);
    }
  }

  private static int open(UnifiedFlowTable uft, int i, long now) {
    return uft.open(i, 2, -i, 3, null, now);
  }

  private static int entryOf(UnifiedFlowTable uft, int i) {
    int low = i > 0 ? 2 : 3;
    return uft.find(i, low, uft.hash(i, low));
  }

  private static long valueOf(UnifiedFlowTable uft, int i) {
    return uft.value(entryOf(uft, i));
  }

  private static HeaderTransposition way(String detail) {
    return HeaderTransposition.dropping(Disposition.NSG_DENIED, detail);
  }
}
