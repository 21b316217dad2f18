package io.azimux.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Fact;
import io.azimux.node.Step;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final Journal journal = new Journal(4, 1000);

  private void record(int entries) {
    for (int i = 0; i < entries; i++) {
      journal.fact("mux-1", i, new Fact.BackendHealth("b" + i, true));
    }
  }

  @Test
  void anEmptyJournalTellsWhereToBegin() {
    assertThat(journal.read(1, 10)).isEqualTo(new Journal.Page(1, 0, java.util.List.of()));
  }

  @Test
  void entriesCarryTheTimeOfTheEpoch() {
    journal.step("mux-1", 5, 7, new Step.Routed("0.0.0.0/0", 0, 1, "x"));
    assertThat(journal.read(1, 1).entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.epochNanos()).isEqualTo(1005);
              assertThat(entry.mark()).isEqualTo(7);
            });
  }

  @Test
  void readingGoesOnWhereItStopped() {
    record(3);
    Journal.Page first = journal.read(1, 2);
    assertThat(first.entries()).extracting(Entry::sequence).containsExactly(1L, 2L);
    Journal.Page second = journal.read(first.next(), 10);
    assertThat(second.entries()).extracting(Entry::sequence).containsExactly(3L);
    assertThat(second.next()).isEqualTo(4);
    assertThat(second.lost()).isZero();
  }

  @Test
  void aFullJournalForgetsTheOldestAndSaysHowMany() {
    record(10);
    Journal.Page page = journal.read(3, 10);
    assertThat(page.lost()).isEqualTo(4);
    assertThat(page.entries()).extracting(Entry::sequence).containsExactly(7L, 8L, 9L, 10L);
    assertThat(page.next()).isEqualTo(11);
  }

  @Test
  void askingForTheFutureReturnsNothing() {
    record(2);
    assertThat(journal.read(99, 10).entries()).isEmpty();
    assertThat(journal.read(99, 10).next()).isEqualTo(3);
  }
}
