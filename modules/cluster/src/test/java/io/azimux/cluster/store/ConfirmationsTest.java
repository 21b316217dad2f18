package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.store.Confirmations.Outcome;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfirmationsTest {
  private static final Set<String> BOTH = Set.of("a", "b");

  private final Confirmations<String> confirmations = new Confirmations<>();

  @Test
  void aBatchIsEverywhereWhenEachPeerHoldsEachOfItsChunks() {
    sent(1, 2);
    assertThat(confirmations.stored("a", 7, 0b11)).isEmpty();
    assertThat(confirmations.stored("b", 7, 0b01)).isEmpty();
    assertThat(confirmations.stored("b", 7, 0b10)).containsExactly(new Outcome(1, true));
    assertThat(confirmations.waiting()).isZero();
  }

  @Test
  void theReplicatorsWordDecidesWhereItComesFirst() {
    sent(1, 1);
    assertThat(confirmations.written(1, false)).containsExactly(new Outcome(1, false));
    assertThat(confirmations.stored("a", 7, 1)).isEmpty();
    assertThat(confirmations.written(1, true)).isEmpty();
  }

  @Test
  void aBatchInTwoWritesIsEverywhereWhenBothAre() {
    sent(1, 2);
    confirmations.takes(1, 2);
    assertThat(confirmations.written(1, true)).isEmpty();
    assertThat(confirmations.written(1, true)).containsExactly(new Outcome(1, true));
  }

  @Test
  void aSilentPeerIsNotWaitedForUntilItIsHeardAgain() {
    sent(1, 1);
    confirmations.stored("a", 7, 1);
    Set<String> silent = new HashSet<>();
    assertThat(confirmations.look(Confirmations.SILENCE_NANOS - 1, silent)).isEmpty();
    assertThat(confirmations.look(Confirmations.SILENCE_NANOS, silent))
        .containsExactly(new Outcome(1, true));
    assertThat(silent).containsExactly("b");
    sent(2, 1);
    assertThat(confirmations.stored("a", 8, 1)).containsExactly(new Outcome(2, true));
    confirmations.stored("b", 7, 1);
    sent(3, 1);
    assertThat(confirmations.stored("a", 9, 1)).isEmpty();
  }

  @Test
  void whereNobodyConfirmsNothingIsCalledStored() {
    sent(1, 1);
    assertThat(confirmations.look(Confirmations.SILENCE_NANOS, new HashSet<>())).isEmpty();
    assertThat(confirmations.written(1, false)).containsExactly(new Outcome(1, false));
  }

  @Test
  void aPeerThatLeftIsNotWaitedFor() {
    sent(1, 1);
    confirmations.stored("a", 7, 1);
    assertThat(confirmations.gone("b")).containsExactly(new Outcome(1, true));
  }

  @Test
  void beyondItsBoundTheOldestBatchIsGivenUp() {
    for (int number = 1; number <= Confirmations.MOST_BATCHES; number++) {
      assertThat(confirmations.sent(number, 1, BOTH, 0)).isEmpty();
    }
    assertThat(confirmations.sent(Confirmations.MOST_BATCHES + 1L, 1, BOTH, 0))
        .containsExactly(new Outcome(1, false));
    assertThat(confirmations.waiting()).isEqualTo(Confirmations.MOST_BATCHES);
  }

  /** A batch goes to both peers, in the first chunks of generation 6 + its number. */
  private void sent(long number, int chunks) {
    assertThat(confirmations.sent(number, chunks, BOTH, 0)).isEmpty();
    for (int chunk = 0; chunk < chunks; chunk++) {
      confirmations.placed(number, 6 + number, chunk);
    }
  }
}
