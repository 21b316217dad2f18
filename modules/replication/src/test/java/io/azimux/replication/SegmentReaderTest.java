package io.azimux.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import io.azimux.node.message.FlowBatch;
import io.azimux.replication.SegmentRing.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a reader finds batches in replicas. */
class SegmentReaderTest {
  private static final int SLOTS = 8;
  private static final long MILLI = 1_000_000L;

  private final Segment[] replica = new Segment[SLOTS];
  private final List<FlowBatch> found = new ArrayList<>();
  private SegmentReader reader = new SegmentReader("mux-1", SLOTS, 0);
  private long now;

  SegmentReaderTest() {
    java.util.Arrays.fill(replica, Segment.EMPTY);
  }

  private void arrive(Write write) {
    replica[write.slot()] = replica[write.slot()].merge(write.delta());
  }

  private void poll() {
    now += 5 * MILLI;
    reader.poll(now, slot -> reader.offer(slot, replica[slot], now, found::add));
  }

  private List<Long> numbers() {
    return found.stream().map(FlowBatch::number).toList();
  }

  @Test
  void batchesOfTheHeadAreFoundOnceEachWithTheirWriterAndTime() {
    SegmentRing ring = new SegmentRing(SLOTS, 1);
    arrive(ring.add(1, 77, new long[] {1, 2, 3}, 0));
    poll();
    arrive(ring.add(2, 78, new long[] {4, 5, 6}, 0));
    poll();
    poll();
    assertThat(numbers()).containsExactly(1L, 2L);
    assertThat(found.get(0).writer()).isEqualTo("mux-1");
    assertThat(found.get(0).madeNanos()).isEqualTo(77);
    assertThat(found.get(1).rows()).containsExactly(4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whateverArrivesInWhateverOrderIsFoundExactlyOnce(long seed) {
    RandomSource random = new RandomSource(seed);
    SegmentRing ring = new SegmentRing(SLOTS, 1);
    List<Write> onTheWay = new ArrayList<>();
    int batches = 200;
    for (int i = 0; i < batches; i++) {
      onTheWay.add(ring.add(i, 0, new long[3 * random.nextInt(501)], now));
      while (onTheWay.size() > 20) {
        Write write = onTheWay.remove(random.nextInt(onTheWay.size()));
        arrive(write);
        if (random.chance(0.2)) {
          onTheWay.add(write);
        }
      }
      if (random.chance(0.5)) {
        poll();
      }
    }
    onTheWay.forEach(this::arrive);
    for (int i = 0; i < 1000; i++) {
      poll();
    }
    assertThat(numbers())
        .as("seed " + seed)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, batches).boxed().toList());
  }

  @Test
  void aHoleInAnOldSegmentIsFoundWhenItIsHealed() {
    SegmentRing ring = new SegmentRing(SLOTS, 1);
    Write lost = ring.add(0, 0, new long[1500], 0);
    for (int i = 1; i < 40; i++) {
      arrive(ring.add(i, 0, new long[1500], 0));
    }
    poll();
    poll();
    assertThat(numbers()).hasSize(39);
    assertThat(reader.incomplete()).isEqualTo(1);
    arrive(lost);
    for (int i = 0; i < 6; i++) {
      poll();
    }
    assertThat(numbers()).hasSize(40).contains(0L);
    assertThat(reader.incomplete()).isZero();
  }

  @Test
  void aSegmentThatWasPassedOverIsFoundLater() {
    SegmentRing ring = new SegmentRing(SLOTS, 1);
    arrive(ring.add(0, 0, new long[1500], 0));
    poll();
    List<Write> late = new ArrayList<>();
    for (int i = 1; i < 33; i++) {
      late.add(ring.add(i, 0, new long[1500], 0));
    }
    arrive(late.remove(late.size() - 1));
    for (int i = 0; i < 100; i++) {
      poll();
    }
    assertThat(numbers()).containsExactly(0L, 32L);
    late.forEach(this::arrive);
    for (int i = 0; i < 7; i++) {
      poll();
    }
    assertThat(numbers()).hasSize(33);
  }

  @Test
  void aWriterThatStartedAgainElsewhereInItsRingIsFoundAfterASilence() {
    arrive(new SegmentRing(SLOTS, 1).add(5, 0, new long[3], 0));
    poll();
    arrive(new SegmentRing(SLOTS, 2_001).add(1, 0, new long[3], 0));
    for (int i = 0; i < 62; i++) {
      poll();
    }
    assertThat(numbers()).containsExactly(5L, 1L);
  }

  @Test
  void aReaderThatStartsLatePassesOverWhatWasMadeBefore() {
    SegmentRing ring = new SegmentRing(SLOTS, 1);
    arrive(ring.add(1, 100, new long[3], 0));
    arrive(ring.add(2, 200, new long[3], 0));
    reader = new SegmentReader("mux-1", SLOTS, 150);
    poll();
    assertThat(numbers()).containsExactly(2L);
  }

  @Test
  void whileNothingComesAllSlotsAreLookedAtLessAndLessOften() {
    int[] looks = new int[1];
    for (int i = 0; i < 2000; i++) {
      now += 5 * MILLI;
      reader.poll(now, slot -> looks[0]++);
    }
    assertThat(looks[0]).isBetween(2 * 1990, 2 * 2000 + 10 * SLOTS);
  }
}
