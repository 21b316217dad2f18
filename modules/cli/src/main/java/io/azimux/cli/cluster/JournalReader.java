package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cli.fleet.Inquiry;
import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Follows the journals of all JVMs, those that are started again included. */
public final class JournalReader {
  private static final Duration SOON = Duration.ofMillis(500);

  /**
   * A page with fewer entries than this was all there was. What came meanwhile waits for the next
   * time: under load something always does.
   */
  private static final int MANY = 1000;

  private final Fleet fleet;
  private final Consumer<Entry> listener;
  private final Inquiry<Journal.Page> inquiry;
  private final Map<String, Long> nextByLife = new ConcurrentHashMap<>();
  private long lost;

  /** Every entry goes to the listener once, in order for each JVM. */
  public JournalReader(Fleet fleet, Consumer<Entry> listener) {
    this.fleet = fleet;
    this.listener = listener;
    this.inquiry = new Inquiry<>(fleet, this::next);
  }

  /** Entries that were overwritten before they could be read. */
  public long lost() {
    return lost;
  }

  /** Reads what is new everywhere. A JVM that does not answer is asked again next time. */
  public void poll() {
    boolean more = true;
    while (more) {
      more = false;
      for (var answer : inquiry.ask(SOON).entrySet()) {
        Journal.Page page = answer.getValue();
        nextByLife.put(answer.getKey().life(), page.next());
        lost += page.lost();
        Carrier carrier = answer.getKey();
        for (Entry entry : page.entries()) {
          listener.accept(entry.at(fleet.ourTime(carrier, entry.epochNanos())));
        }
        more |= page.entries().size() >= MANY;
      }
    }
  }

  /** A JVM that was killed takes with it what it had not told, as in a real outage. */
  private Journal.Page next(Carrier process) throws IOException, InterruptedException {
    return fleet.client(process).journal(nextByLife.getOrDefault(process.life(), 1L));
  }
}
