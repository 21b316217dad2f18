package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowOwnership;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateRowsTest {
  private static final long SECOND = LateRows.ANSWER_NANOS;

  private final RecordingOutbox out = new RecordingOutbox();
  private final LateRows late = new LateRows(List.of("mux-2", "mux-3"));

  @Test
  void theWriterOfALateRowIsAskedFirst() {
    doubtOne("mux-3");
    assertThat(asked()).containsExactly("mux-3");
    assertThat(late.nextNanos()).isEqualTo(SECOND);
  }

  @Test
  void whereTheWriterIsSilentOnePeerAfterTheOtherIsAskedAndThenNobody() {
    doubtOne("mux-4");
    late.onTimer(SECOND - 1, out);
    assertThat(asked()).containsExactly("mux-4");
    late.onTimer(SECOND, out);
    late.onTimer(2 * SECOND, out);
    late.onTimer(3 * SECOND, out);
    assertThat(asked()).containsExactly("mux-4", "mux-2", "mux-3");
    assertThat(late.nextNanos()).isEqualTo(Outbox.NEVER);
  }

  @Test
  void rowsWithoutAKnownWriterAreAskedAboutAmongPeers() {
    late.doubt(1, 2);
    late.askPeers(0, out);
    assertThat(asked()).containsExactly("mux-2");
  }

  @Test
  void withoutDoubtNobodyIsAsked() {
    late.ask("mux-3", 0, out);
    late.askPeers(0, out);
    assertThat(asked()).isEmpty();
  }

  @Test
  void aMuxWithoutPeersAsksNobodyAndForgetsItsDoubts() {
    LateRows alone = new LateRows(List.of());
    alone.doubt(1, 2);
    alone.askPeers(0, out);
    alone.ask("mux-2", 0, out);
    assertThat(asked()).isEmpty();
  }

  @Test
  void theOldestQuestionsAreGivenUpWhereThereAreTooMany() {
    for (int i = 0; i < 3; i++) {
      for (int flow = 0; flow < LateRows.MOST_FLOWS / 2; flow++) {
        late.doubt(i, flow);
      }
      late.ask("mux-3", i, out);
    }
    assertThat(late.nextNanos()).as("the first question is given up").isEqualTo(SECOND + 1);
  }

  private void doubtOne(String writer) {
    late.doubt(1, 2);
    late.ask(writer, 0, out);
  }

  private List<String> asked() {
    return out.told().stream()
        .filter(told -> told.message() instanceof FlowOwnership.Ask)
        .map(RecordingOutbox.Told::element)
        .toList();
  }
}
