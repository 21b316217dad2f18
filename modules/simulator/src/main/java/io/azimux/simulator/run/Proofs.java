package io.azimux.simulator.run;

import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits until somebody sees that a fault bit, and writes it into the ledger. */
final class Proofs {
  /** Virtual time between two looks. */
  private static final long LOOK_NANOS = 10_000_000L;

  private record Open(FaultRecord fault, String observer, String what, BooleanSupplier seen) {}

  private final Simulator simulator;
  private final Ledger ledger;
  private final List<Open> open = new ArrayList<>();
  private boolean looking;

  Proofs(Simulator simulator, Ledger ledger) {
    this.simulator = simulator;
    this.ledger = ledger;
  }

  /** Somebody saw it already. */
  void seen(FaultRecord fault, String observer, String what) {
    ledger.evidence(fault, simulator.now(), observer, what);
  }

  /** Somebody will see it when the condition holds, which is asked again and again. */
  void when(FaultRecord fault, String observer, String what, BooleanSupplier seen) {
    open.add(new Open(fault, observer, what, seen));
    if (!looking) {
      looking = true;
      simulator.at(simulator.now() + LOOK_NANOS, this::look);
    }
  }

  private void look() {
    open.removeIf(this::isSeen);
    looking = !open.isEmpty();
    if (looking) {
      simulator.at(simulator.now() + LOOK_NANOS, this::look);
    }
  }

  private boolean isSeen(Open proof) {
    boolean seen = proof.seen().getAsBoolean();
    if (seen) {
      seen(proof.fault(), proof.observer(), proof.what());
    }
    return seen;
  }
}
