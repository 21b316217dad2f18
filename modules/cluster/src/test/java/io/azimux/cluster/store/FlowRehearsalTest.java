package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowRehearsalTest {
  private final AtomicInteger over = new AtomicInteger();
  private final FlowRehearsal rehearsal = new FlowRehearsal(over::incrementAndGet);
  private final Pool pool = new Pool();

  @AfterEach
  void close() throws Exception {
    pool.close();
  }

  /** Writes that take so long each, until it is over. */
  private int writes(long nanosOfEach) {
    int sent = rehearsal.toSend(0);
    assertThat(sent).isEqualTo(FlowRehearsal.AT_A_TIME);
    while (over.get() == 0) {
      rehearsal.done(0, nanosOfEach);
      sent += rehearsal.toSend(1);
      assertThat(sent).isLessThanOrEqualTo(FlowRehearsal.MOST);
    }
    assertThat(rehearsal.toSend(2)).isZero();
    rehearsal.look(FlowRehearsal.LIMIT_NANOS);
    assertThat(over).hasValue(1);
    return sent;
  }

  @Test
  void quickWritesEndItSoon() {
    assertThat(writes(FlowRehearsal.QUICK_NANOS)).isBetween(FlowRehearsal.LEAST, 300);
  }

  @Test
  void slowWritesEndItAfterSomeHundredMore() {
    assertThat(writes(FlowRehearsal.QUICK_NANOS + 1)).isEqualTo(FlowRehearsal.MOST);
  }

  @Test
  void aPeerThatDoesNotAnswerEndsItAfterAWhile() {
    rehearsal.look(Long.MAX_VALUE);
    assertThat(over).as("it has not begun").hasValue(0);
    rehearsal.toSend(7);
    rehearsal.look(7 + FlowRehearsal.LIMIT_NANOS - 1);
    assertThat(over).hasValue(0);
    rehearsal.look(7 + FlowRehearsal.LIMIT_NANOS);
    rehearsal.done(7, 8);
    assertThat(over).hasValue(1);
    assertThat(rehearsal.toSend(8 + FlowRehearsal.LIMIT_NANOS)).isZero();
  }

  @Test
  void storesRehearseWithTheFirstPeerAndNoMuxHearsOfIt() {
    Pool.Process one = pool.start("mux-1");
    Pool.Process two = pool.start("mux-2");
    one.store.rehearsed().toCompletableFuture().join();
    two.store.rehearsed().toCompletableFuture().join();
    one.share(1, false, 1, 2, 3);
    Pool.await("a real batch is there", () -> !two.told.isEmpty());
    assertThat(two.batches("mux-1")).containsExactly(1L);
    assertThat(one.told).isEmpty();
    assertThat(two.store.counters().receivedRows()).isEqualTo(1);
  }

  @Test
  void aMuxIsToldOfRulesOnceItsStoreIsReady() {
    Pool.Process host = pool.start("host-a");
    host.store.tell("host-a", ValueStoreTest.health("host-a", 1));
    Pool.Process one = pool.start("mux-1");
    Pool.await("the lone MUX has heard it", () -> !one.told.isEmpty());
    assertThat(one.store.rehearsed().toCompletableFuture()).isNotDone();
    Pool.Process two = pool.start("mux-2");
    Pool.await("the second MUX has heard it", () -> !two.told.isEmpty());
    assertThat(two.store.rehearsed().toCompletableFuture()).isDone();
  }
}
