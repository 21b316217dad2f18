package io.azimux.node.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceCollectorTest {
  private record Record(int mark, String element, Step step) {}

  private static final Step MATCHED = new Step.RuleMatched("table", "rule", "allow");
  private static final Step DELIVERED = new Step.Finished(Disposition.DELIVERED, null);

  private static List<Record> records() {
    int syn = TraceMark.first(3);
    int answer = TraceMark.answer(syn);
    return List.of(
        new Record(syn, "client", MATCHED),
        new Record(TraceMark.nextHop(syn), "server", DELIVERED),
        new Record(answer, "server", MATCHED),
        new Record(TraceMark.nextHop(answer), "client", DELIVERED));
  }

  @Test
  void stepsInAnyOrderAndAtAnyTimeMakeEqualTraces() {
    TraceCollector forward = new TraceCollector();
    records().forEach(r -> forward.add(r.mark(), r.element(), r.step(), 1));
    TraceCollector backward = new TraceCollector();
    List<Record> reversed = new ArrayList<>(records());
    Collections.reverse(reversed);
    reversed.forEach(r -> backward.add(r.mark(), r.element(), r.step(), 99));

    PacketTrace trace = forward.trace(3).orElseThrow();
    assertThat(trace).isEqualTo(backward.trace(3).orElseThrow());
    assertThat(trace.packets()).extracting(PacketPath::packet).containsExactly(0, 1);
    assertThat(trace.packets().get(0).elements()).containsExactly("client", "server");
    assertThat(trace.packets().get(0).isComplete()).isTrue();
    assertThat(trace.isComplete()).as("the ACK is not there").isFalse();
  }

  @Test
  void hopsThatNobodyReportedAreShownAsMissing() {
    TraceCollector collector = new TraceCollector();
    collector.add(TraceMark.first(1), "client", MATCHED, 0);
    collector.add(TraceMark.first(1) + 3, "server", DELIVERED, 0);
    PacketPath path = collector.trace(1).orElseThrow().packet(0).orElseThrow();
    assertThat(path.elements()).containsExactly("client", Hop.UNSEEN, Hop.UNSEEN, "server");
    assertThat(path.end()).contains(Disposition.DELIVERED);
    assertThat(path.isComplete()).isFalse();
  }

  @Test
  void tracesAreKeptApartAndAnUnknownOneIsEmpty() {
    TraceCollector collector = new TraceCollector();
    collector.add(TraceMark.first(1), "client", MATCHED, 0);
    collector.add(TraceMark.first(0xffff), "client", DELIVERED, 0);
    assertThat(collector.trace(1).orElseThrow().packets()).hasSize(1);
    assertThat(collector.trace(0xffff).orElseThrow().packet(0).orElseThrow().isComplete()).isTrue();
    assertThat(collector.trace(2)).isEmpty();
  }

  @Test
  void aRunawayTraceIsCutOffAndCounted() {
    TraceCollector collector = new TraceCollector();
    for (int i = 0; i < TraceCollector.MAX_STEPS + 5; i++) {
      collector.add(TraceMark.first(1), "client", MATCHED, 0);
    }
    assertThat(collector.ignored()).isEqualTo(5);
  }
}
