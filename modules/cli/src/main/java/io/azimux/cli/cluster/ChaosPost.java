package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.http.NodeClient;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings every process the faults that last. One that does not answer, as it stands still or has
 * just been started, gets them later; no other waits for it longer than a moment.
 */
final class ChaosPost {
  private record Sent(ChaosOrder order, Future<Boolean> done) {}

  private final Fleet fleet;
  private final LastingFaults faults;
  private final Map<String, ChaosOrder> delivered = new LinkedHashMap<>();
  private final Map<String, Sent> underWay = new LinkedHashMap<>();

  ChaosPost(Fleet fleet, LastingFaults faults) {
    this.fleet = fleet;
    this.faults = faults;
  }

  /** Tells every process that does not know it yet, and waits for the answers up to a limit. */
  void deliver(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    List<Carrier> all = fleet.carriers();
    for (Carrier process : all) {
      ChaosOrder order = faults.orderFor(process, all);
      boolean knows = order.equals(delivered.getOrDefault(process.life(), faults.none()));
      if (!knows && !underWay.containsKey(process.life())) {
        underWay.put(
            process.life(), new Sent(order, fleet.threads().submit(() -> isTaken(process, order))));
      }
    }
    underWay.entrySet().removeIf(entry -> isAnswered(entry.getKey(), entry.getValue(), deadline));
  }

  private boolean isAnswered(String life, Sent sent, long deadline) {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      if (sent.done().get(left, TimeUnit.NANOSECONDS)) {
        delivered.put(life, sent.order());
      }
      return true;
    } catch (TimeoutException later) {
      return false;
    } catch (ExecutionException refused) {
      throw new CannotStart(String.valueOf(refused.getMessage()), refused);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** False where the process does not answer. */
  private boolean isTaken(Carrier process, ChaosOrder order)
      throws IOException, InterruptedException {
    try {
      fleet.client(process).chaos(order);
      return true;
    } catch (NodeClient.Refused refused) {
      throw refused;
    } catch (IOException | IllegalArgumentException silent) {
      return false;
    }
  }
}
