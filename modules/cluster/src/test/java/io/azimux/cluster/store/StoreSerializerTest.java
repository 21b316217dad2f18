package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.replication.Segment;
import io.azimux.replication.SegmentDelta;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreSerializerTest {
  private static final int FUZZ = Integer.getInteger("azimux.fuzz", 100_000);

  private final StoreSetup setup = new StoreSetup(new StoreFaults(1));
  private final StoreSerializer serializer = new StoreSerializer(setup);

  static List<Object> everythingThatTravels() {
    SegmentDelta delta = SegmentSource.full(1).pick(0b101);
    return List.of(
        ReplicatedSegment.of(SegmentSource.full(2)),
        new ReplicatedSegmentDelta(delta),
        new SharedRegister(7, new byte[] {1, 2, 3}),
        new StoreMessage.Held(
            List.of("mux-1"),
            true,
            List.of(new StoreMessage.Heads("mux-2", new long[] {5, 6}, new long[] {-1, 3}))),
        new StoreMessage.Want("mux-1", 1L << 40, 6),
        new StoreMessage.Fill("mux-1", 63, delta),
        new StoreMessage.Stored("mux-3", 8, 1));
  }

  @ParameterizedTest
  @MethodSource("everythingThatTravels")
  void whatIsReadEqualsWhatWasWritten(Object value) throws Exception {
    byte[] bytes = serializer.toBinary(value);
    assertThat(serializer.fromBinary(bytes, serializer.manifest(value))).isEqualTo(value);
  }

  @Test
  void aSegmentWithAsManyFlowsAsItTakesFitsAFrame() {
    byte[] bytes = serializer.toBinary(ReplicatedSegment.of(SegmentSource.full(1)));
    assertThat(SegmentSource.full(1).flows()).isEqualTo(Segment.MAX_FLOWS);
    assertThat(bytes).hasSizeBetween(Segment.MAX_FLOWS * 24, Segment.MAX_BYTES + 16);
    assertThat(bytes.length).isLessThan(StoreSerializer.MOST_BYTES);
    assertThat(setup.fullStates()).isEqualTo(1);
  }

  @Test
  void equalSegmentsHaveEqualBytesInWhateverOrderTheirChunksCame() {
    Segment whole = SegmentSource.full(3);
    Segment backwards = Segment.EMPTY;
    for (int chunk = whole.end() - 1; chunk >= 0; chunk--) {
      backwards = backwards.merge(whole.pick(1L << chunk));
    }
    assertThat(serializer.toBinary(ReplicatedSegment.of(backwards)))
        .isEqualTo(serializer.toBinary(ReplicatedSegment.of(whole)));
  }

  @Test
  void aSegmentThatIsNotSealedShowsNothingSoThatReplicasLookAlike() {
    List<SegmentDelta> writes = SegmentSource.writes(5, 1);
    ReplicatedSegment behind = ReplicatedSegment.EMPTY.learn(writes.get(0));
    ReplicatedSegment ahead = behind;
    for (SegmentDelta write : writes.subList(0, writes.size() - 1)) {
      ahead = ahead.learn(write);
    }
    assertThat(ahead.segment().isSealed()).isFalse();
    assertThat(serializer.toBinary(ahead))
        .isEqualTo(serializer.toBinary(behind))
        .hasSizeLessThan(32);
    assertThat(setup.fullStates()).isZero();
  }

  @Test
  void bytesOfAnotherManifestAreRefused() {
    byte[] want = serializer.toBinary(new StoreMessage.Want("mux-1", 1, 1));
    assertThatThrownBy(() -> serializer.fromBinary(want, "F"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'F'");
  }

  @Test
  void damagedBytesAreRefusedOrReadAndNothingElseHappens() {
    List<Object> values = everythingThatTravels();
    List<byte[]> written = values.stream().map(serializer::toBinary).toList();
    Random random = new Random(20_231_123);
    int refused = 0;
    for (int i = 0; i < FUZZ; i++) {
      int which = random.nextInt(values.size());
      Object value = values.get(which);
      byte[] bytes = written.get(which);
      byte[] damaged =
          java.util.Arrays.copyOf(bytes, random.nextInt(Math.min(200, bytes.length)) + 1);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(serializer.fromBinary(damaged, serializer.manifest(value))).isNotNull();
      } catch (NotSerializableException expected) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
