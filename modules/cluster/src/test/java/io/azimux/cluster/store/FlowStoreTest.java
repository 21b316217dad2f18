package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.message.BatchStored;
import io.azimux.node.message.FlowBatch;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Leave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole stores in several actor systems, over real sockets. */
class FlowStoreTest {
  private final Pool pool = new Pool();

  @AfterEach
  void close() throws Exception {
    pool.close();
  }

  @Test
  void aBatchReachesEveryOtherMuxOnceAndItsWriterHearsThatItDid() {
    Pool.Process one = pool.start("mux-1");
    Pool.Process two = pool.start("mux-2");
    Pool.Process three = pool.start("mux-3");
    pool.awaitMembers(3);
    one.share(1, true, 11, 12, 13);
    one.share(2, true, 21, 22, 23);
    Pool.await("both are stored", () -> one.told.size() == 2);
    assertThat(one.told)
        .containsExactlyInAnyOrder(new BatchStored(1, true), new BatchStored(2, true));
    Pool.await("all have both", () -> two.told.size() == 2 && three.told.size() == 2);
    assertThat(three.batches("mux-1")).containsExactlyInAnyOrder(1L, 2L);
    FlowBatch first =
        (FlowBatch)
            two.told.stream()
                .filter(told -> ((FlowBatch) told).number() == 1)
                .findAny()
                .orElseThrow();
    assertThat(first.rows()).containsExactly(11, 12, 13);
    assertThat(first.madeNanos()).isPositive();
  }

  @Test
  void aLostDirectWriteIsAskedForAndComesAlsoWhereNothingFollowsIt() {
    Pool.Process one = pool.start("mux-1");
    Pool.Process two = pool.start("mux-2");
    pool.awaitMembers(2);
    one.share(1, false, 1, 1, 1);
    Pool.await("the first is there", () -> two.batches("mux-1").equals(List.of(1L)));
    one.store.rehearsed().toCompletableFuture().join();
    two.store.faults().loseNext(1);
    one.share(2, false, 2, 2, 2);
    Pool.await("the lost one is there", () -> two.batches("mux-1").equals(List.of(1L, 2L)));
    assertThat(two.store.counters().failures(FlowCounters.HOLE)).isEqualTo(1);
  }

  @Test
  void aBatchOfMoreFlowsThanAChunkTakesComesWhole() {
    Pool.Process one = pool.start("mux-1");
    Pool.Process two = pool.start("mux-2");
    pool.awaitMembers(2);
    long[] rows = LongStream.range(0, 3 * 1_200).toArray();
    one.share(1, true, rows);
    Pool.await("it is stored", () -> one.told.contains(new BatchStored(1, true)));
    Pool.await("all of it is there", () -> two.store.counters().receivedRows() == 1_200);
    assertThat(
            two.told.stream()
                .flatMapToLong(told -> LongStream.of(((FlowBatch) told).rows()))
                .sorted())
        .containsExactly(LongStream.of(rows).boxed().toArray(Long[]::new));
  }

  @Test
  void aWriterThatStartedAnewIsHeardAndWinsOverItsOldSelf() throws Exception {
    Pool.Process one = pool.start("mux-1");
    Pool.Process two = pool.start("mux-2");
    pool.awaitMembers(2);
    two.share(1, false, 1, 1, 1);
    two.share(2, false, 2, 2, 2);
    Pool.await("its old self was heard", () -> one.batches("mux-2").size() == 2);
    Cluster old = Cluster.get(two.system);
    old.manager().tell(new Leave(old.selfMember().address()));
    pool.awaitMembers(1);
    two.stop();
    Pool.Process again = pool.start("mux-2");
    pool.awaitMembers(2);
    again.share(1, true, 3, 3, 3);
    Pool.await("its new self was heard", () -> one.batches("mux-2").size() == 3);
    Pool.await("and hears so", () -> again.told.contains(new BatchStored(1, true)));
    one.share(1, false, 4, 4, 4);
    Pool.await("it hears others", () -> again.batches("mux-1").equals(List.of(1L)));
  }
}
