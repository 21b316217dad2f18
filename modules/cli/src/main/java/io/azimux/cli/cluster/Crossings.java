package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.Conservation;
import io.azimux.node.Disposition;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Books of what crossed the links between elements: whatever an element sent was received by
 * another, was dropped on the way for a reason, or waits in front of it. What a process counted
 * after it was last asked died with it, so each death makes the books uncertain by what the process
 * handled between two questions; and processes are not asked at exactly the same moment. Where an
 * element is cut off, connections break or fall silent with what was on the way through them, and
 * with what senders put into them until they notice.
 */
final class Crossings {
  /** How a packet ends between its sender and its receiver. */
  private static final List<Disposition> ON_THE_WAY =
      List.of(
          Disposition.LINK_LOSS,
          Disposition.LINK_QUEUE_FULL,
          Disposition.QUEUE_FULL,
          Disposition.ELEMENT_DOWN);

  /** A question may be due while a process dies, and the answer of the one before may be late. */
  private static final int QUESTIONS = 2;

  private record Life(String element, long uid) {}

  private static final class Count {
    private long received;
    private long sent;
    private long waiting;
    private long lately;
    private long busiest;
    private final Map<Disposition, Long> lost = new EnumMap<>(Disposition.class);
  }

  private final Map<Life, Count> counts = new LinkedHashMap<>();
  private final Map<Long, Long> lostForOthers = new LinkedHashMap<>();
  private final Map<String, Integer> cutOff = new LinkedHashMap<>();
  private final Set<Long> lastAnswers = new LinkedHashSet<>();

  /** Takes what all processes say at one time. */
  void sample(Map<String, Status> statuses) {
    lastAnswers.clear();
    boolean first = counts.isEmpty();
    for (Status status : statuses.values()) {
      lastAnswers.add(status.uid());
      lostForOthers.put(status.uid(), status.lostForOthers());
      for (Status.Hosted element : status.elements()) {
        Life life = new Life(element.name(), status.uid());
        Count count = counts.computeIfAbsent(life, key -> new Count());
        take(count, element);
        // What a process counted before the run says nothing of the time between two questions.
        count.busiest = first ? 0 : Math.max(count.busiest, count.lately);
      }
    }
  }

  private static void take(Count count, Status.Hosted element) {
    count.lately = element.received() + element.sent() - count.received - count.sent;
    count.received = element.received();
    count.sent = element.sent();
    count.waiting = element.waiting();
    for (Status.Count finished : element.finished()) {
      Disposition reason = Disposition.valueOf(finished.reason().toUpperCase(Locale.ROOT));
      if (ON_THE_WAY.contains(reason)) {
        count.lost.put(reason, finished.packets());
      }
    }
  }

  /**
   * An element is cut off.
   *
   * @param questions times that it would have been asked until its senders notice
   */
  void cutOff(String element, int questions) {
    cutOff.merge(element, questions + QUESTIONS, Integer::sum);
  }

  /**
   * The books.
   *
   * @param blackHole packets that routers sent to dead processes: some of them ended for a reason,
   *     others just vanished
   */
  Conservation books(long blackHole) {
    Map<Disposition, Long> finished = new EnumMap<>(Disposition.class);
    long sent = 0;
    long waiting = 0;
    long unseen = blackHole;
    for (Map.Entry<Life, Count> entry : counts.entrySet()) {
      Count count = entry.getValue();
      boolean lives = lastAnswers.contains(entry.getKey().uid());
      sent += count.sent;
      waiting += lives ? count.waiting : 0;
      unseen += lives ? count.lately : QUESTIONS * count.busiest + count.waiting;
      unseen += cutOff.getOrDefault(entry.getKey().element(), 0) * count.busiest;
      finished.merge(Disposition.DELIVERED, count.received, Long::sum);
      count.lost.forEach((reason, packets) -> finished.merge(reason, packets, Long::sum));
    }
    long others = lostForOthers.values().stream().mapToLong(Long::longValue).sum();
    finished.merge(Disposition.ELEMENT_DOWN, others, Long::sum);
    return new Conservation(sent, finished, waiting, unseen);
  }
}
