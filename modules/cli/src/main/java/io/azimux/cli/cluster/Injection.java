package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One fault that was done, and the search for proof that it bit. What routers and the controller
 * noted comes through the journals; the rest is looked for here.
 */
abstract sealed class Injection
    permits KillInjection,
        TerminateInjection,
        RestartInjection,
        PauseInjection,
        ResumeInjection,
        LinkInjection,
        MendInjection,
        IsolationInjection,
        RejoinInjection,
        SlowInjection,
        CommandInjection {
  /** Who starts and ends processes. */
  static final String LAUNCHER = "launcher";

  /** The membership of the cluster, as other processes than the victim see it. */
  static final String MEMBERSHIP = "cluster";

  /** Failure detection and membership follow within seconds; more than this is no evidence. */
  private static final Duration PROOF_LIMIT = Duration.ofSeconds(20);

  /** Observers that make a proof. */
  private static final int OBSERVERS = 2;

  private final Ledger ledger;
  private final FaultRecord record;
  private final Set<String> observers = new LinkedHashSet<>();
  private final Set<String> said = new LinkedHashSet<>();

  Injection(Ledger ledger, FaultRecord record) {
    this.ledger = ledger;
    this.record = record;
  }

  /** The fault. */
  final FaultRecord record() {
    return record;
  }

  /** Looks for proof. */
  abstract void look(Map<String, Status> statuses);

  /** How long after it was done proof is looked for. */
  Duration limit() {
    return PROOF_LIMIT;
  }

  /** True when proof would come too late. */
  final boolean isOverdue() {
    return Fleet.now() - record.nanos() > limit().toNanos();
  }

  /** True when enough observers have seen it. */
  boolean isProved() {
    return observers.size() >= OBSERVERS;
  }

  /** Somebody saw it now; only the first time counts. */
  final void prove(String observer, String what) {
    prove(Fleet.now(), observer, what);
  }

  /** Somebody saw it then; only the first time counts. */
  final void prove(long nanos, String observer, String what) {
    observers.add(observer);
    if (said.add(observer + " " + what)) {
      ledger.evidence(record, nanos, observer, what);
    }
  }
}
