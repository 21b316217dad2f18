package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Cuts that leave one process with nobody to speak with, as if its cable had been pulled. Where the
 * fleet can pull it, this is how they are done.
 */
public final class Isolations {
  private final Fleet fleet;
  private final World world;
  private final Ledger ledger;
  private final LastingFaults lasting;
  private final List<Carrier> alone = new ArrayList<>();

  Isolations(Fleet fleet, World world, Ledger ledger, LastingFaults lasting) {
    this.fleet = fleet;
    this.world = world;
    this.ledger = ledger;
    this.lasting = lasting;
  }

  /**
   * Does a fault if it isolates a process, or ends that.
   *
   * @param recorded makes the record of the fault when it is about to be done
   * @return empty where it is to be done otherwise
   */
  Optional<Injection> inject(Fault fault, Supplier<FaultRecord> recorded) {
    if (!fleet.isolates()) {
      return Optional.empty();
    }
    if (fault.action() instanceof Action.Cut cut) {
      return of(cut, fleet.carriers(), world).map(one -> isolate(one, recorded.get()));
    }
    if (fault.action() instanceof Action.Mend mend) {
      return alone.stream()
          .filter(one -> isMeant(one, mend))
          .findFirst()
          .map(one -> rejoin(one, recorded.get()));
    }
    return Optional.empty();
  }

  private Injection isolate(Carrier process, FaultRecord record) {
    fleet.isolate(process);
    alone.add(process);
    lasting.isolated(process);
    return new IsolationInjection(ledger, record, process, () -> fleet.isIsolated(process));
  }

  private Injection rejoin(Carrier process, FaultRecord record) {
    fleet.rejoin(process);
    alone.remove(process);
    lasting.rejoined(process);
    return new RejoinInjection(ledger, record, process, () -> fleet.isIsolated(process));
  }

  private static boolean isMeant(Carrier process, Action.Mend mend) {
    return process.elements().stream()
        .anyMatch(element -> mend.from().contains(element) || mend.to().contains(element));
  }

  /**
   * The process that a cut takes off the network altogether.
   *
   * @return empty where the cut is one-way, leaves a way to any other process, or parts several
   *     processes from the rest
   */
  public static Optional<Carrier> of(Action.Cut cut, List<Carrier> carriers, World world) {
    Set<String> from = new HashSet<>(cut.from());
    Set<String> to = new HashSet<>(cut.to());
    List<Carrier> inside =
        carriers.stream().filter(one -> from.containsAll(speakers(one, world))).toList();
    boolean isWhole =
        !cut.oneWay()
            && inside.size() == 1
            && carriers.stream()
                .filter(other -> !inside.contains(other))
                .allMatch(other -> to.containsAll(speakers(other, world)));
    return isWhole ? Optional.of(inside.get(0)) : Optional.empty();
  }

  /** Guests speak through their host. */
  private static Set<String> speakers(Carrier carrier, World world) {
    Set<String> guests =
        world.virtualMachines().stream().map(VirtualMachine::name).collect(Collectors.toSet());
    Set<String> speakers =
        carrier.elements().stream()
            .filter(element -> !guests.contains(element))
            .collect(Collectors.toSet());
    return speakers.isEmpty() ? Set.copyOf(carrier.elements()) : speakers;
  }
}
