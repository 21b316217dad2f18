package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A process is started; one that is still ending is waited for. */
final class RestartInjection extends Injection {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Supplier<Optional<Carrier>> start;
  private Optional<Carrier> process = Optional.empty();

  /**
   * A restart that is to be done.
   *
   * @param start starts the process; empty while the one before still runs
   */
  RestartInjection(Ledger ledger, FaultRecord record, Supplier<Optional<Carrier>> start) {
    super(ledger, record);
    this.start = start;
  }

  /** The process, once it is started. */
  Optional<Carrier> process() {
    return process;
  }

  /** On a busy machine a JVM takes its time, and so do those who must hear of it. */
  @Override
  Duration limit() {
    return LIMIT;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (process.isEmpty()) {
      process = start.get();
      return;
    }
    Status own = statuses.get(process.get().name());
    if (own != null) {
      prove(LAUNCHER, "process answers");
      if (own.self().equals("Up")) {
        prove(MEMBERSHIP, "member up");
      }
    }
  }
}
