package io.azimux.simulator.run;

import io.azimux.experiment.FaultRecord;
import io.azimux.node.Disposition;
import io.azimux.simulator.Simulator;
import io.azimux.topology.Wiring;

/** By what the network knows that an element has died, or is there again. */
final class LifeSigns {
  static final String NETWORK = "network";

  /** An element of which nothing is heard for so long is silent. */
  private static final long SILENCE_NANOS = 1_000_000_000L;

  private final Wiring wiring;
  private final Simulator simulator;
  private final Proofs proofs;

  LifeSigns(Wiring wiring, Simulator simulator, Proofs proofs) {
    this.wiring = wiring;
    this.simulator = simulator;
    this.proofs = proofs;
  }

  void whenNobodyIsThere(FaultRecord record, String element) {
    long before = simulator.finished(element, Disposition.ELEMENT_DOWN);
    proofs.when(
        record,
        NETWORK,
        "packets for it find nobody",
        () -> simulator.finished(element, Disposition.ELEMENT_DOWN) > before);
  }

  /** Nobody sends packets to a controller; but others hear from it while it lives. */
  void whenSilent(FaultRecord record, String element) {
    long before = heard(element);
    long later = simulator.now() + SILENCE_NANOS;
    proofs.when(
        record,
        NETWORK,
        "hears nothing from it",
        () -> before > 0 && simulator.now() >= later && heard(element) == before);
  }

  void whenReached(FaultRecord record, String element) {
    long before = heard(element);
    proofs.when(record, NETWORK, "it sends again", () -> heard(element) > before);
  }

  /** All that has come from an element so far. */
  private long heard(String element) {
    return wiring.elements().stream()
        .map(Wiring.Element::name)
        .filter(name -> !name.equals(element))
        .mapToLong(name -> simulator.reach().passed(element, name))
        .sum();
  }
}
