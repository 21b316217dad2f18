package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.chaos.LinkFault;
import io.azimux.topology.Action;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The faults of a run that last now, and what each process must know of them. */
final class LastingFaults {
  private record Pair(String from, String to) {}

  private final long seed;
  private final Set<String> guests = new LinkedHashSet<>();
  private final Map<Pair, LinkFault> links = new LinkedHashMap<>();
  private final Set<ActiveFault> others = new LinkedHashSet<>();
  private final Map<String, Action.SlowReplication> slow = new LinkedHashMap<>();

  LastingFaults(long seed, World world) {
    this.seed = seed;
    world.virtualMachines().stream().map(VirtualMachine::name).forEach(guests::add);
  }

  /** What every process obeys before it is told anything. */
  ChaosOrder none() {
    return new ChaosOrder(seed, List.of(), List.of(), List.of(), 0, 0);
  }

  /** A process was taken off the network: no other has to be told to ignore it. */
  void isolated(Carrier carrier) {
    lasts(alone(carrier), true);
  }

  /** It is on the network again. */
  void rejoined(Carrier carrier) {
    lasts(alone(carrier), false);
  }

  private static ActiveFault alone(Carrier carrier) {
    return new ActiveFault("cut", carrier.name());
  }

  /** An action was done. */
  void take(Action action) {
    if (action instanceof Action.Mend mend) {
      both(mend.from(), mend.to()).forEach(links::remove);
    } else if (action instanceof Action.SlowReplication now) {
      now.muxes().forEach(mux -> slow.put(mux, now));
      slow.values().removeIf(one -> one.delay().isZero() && one.loss() == 0);
    } else if (action instanceof Action.ToProcess process) {
      takeProcess(process);
    } else if (action instanceof Action.IpForward set) {
      lasts(new ActiveFault(set.label(), set.machine()), !set.on());
    } else if (action instanceof Action.Listening set) {
      lasts(new ActiveFault(set.label(), set.machine()), !set.on());
    } else {
      faults(action).forEach(fault -> links.put(new Pair(fault.from(), fault.to()), fault));
    }
  }

  private void takeProcess(Action.ToProcess action) {
    others.removeIf(fault -> fault.target().equals(action.element()));
    boolean heals = action instanceof Action.Restart || action instanceof Action.Resume;
    lasts(new ActiveFault(action.label(), action.element()), !heals);
  }

  private void lasts(ActiveFault fault, boolean lasts) {
    if (lasts) {
      others.add(fault);
    } else {
      others.remove(fault);
    }
  }

  /**
   * What an action does to single directions; nothing for one that has nothing to do with links.
   */
  static List<LinkFault> faults(Action action) {
    List<LinkFault> faults = new ArrayList<>();
    if (action instanceof Action.Cut cut) {
      List<Pair> pairs = cut.oneWay() ? pairs(cut.from(), cut.to()) : both(cut.from(), cut.to());
      pairs.forEach(pair -> faults.add(LinkFault.cut(pair.from(), pair.to())));
    } else if (action instanceof Action.Impair impair) {
      for (Pair pair : both(impair.from(), impair.to())) {
        faults.add(
            new LinkFault(
                pair.from(),
                pair.to(),
                false,
                impair.loss(),
                impair.delay().toNanos(),
                impair.reorder()));
      }
    }
    return faults;
  }

  private static List<Pair> both(List<String> from, List<String> to) {
    List<Pair> pairs = new ArrayList<>(pairs(from, to));
    pairs.addAll(pairs(to, from));
    return pairs;
  }

  private static List<Pair> pairs(List<String> from, List<String> to) {
    List<Pair> pairs = new ArrayList<>();
    for (String one : from) {
      to.stream().filter(other -> !other.equals(one)).forEach(o -> pairs.add(new Pair(one, o)));
    }
    return pairs;
  }

  /** What a process must know: faults on links of its own elements, and whom not to speak with. */
  ChaosOrder orderFor(Carrier process, List<Carrier> all) {
    List<LinkFault> own =
        links.values().stream()
            .filter(
                fault ->
                    process.elements().contains(fault.from())
                        || process.elements().contains(fault.to()))
            .toList();
    List<String> silentTo =
        all.stream()
            .filter(other -> !other.equals(process) && isCut(process, other))
            .map(Carrier::address)
            .filter(address -> !address.isEmpty()) // not known before it answers
            .toList();
    Action.SlowReplication slowed =
        process.elements().stream().map(slow::get).filter(s -> s != null).findFirst().orElse(null);
    return new ChaosOrder(
        seed,
        active(),
        own,
        silentTo,
        slowed == null ? 0 : slowed.delay().toNanos(),
        slowed == null ? 0 : slowed.loss());
  }

  /** All that lasts, by name. */
  List<ActiveFault> active() {
    List<ActiveFault> active = new ArrayList<>(others);
    links.values().forEach(fault -> active.add(new ActiveFault(fault.label(), fault.link())));
    slow.values().stream()
        .distinct()
        .forEach(one -> one.muxes().forEach(mux -> active.add(new ActiveFault(one.label(), mux))));
    return active;
  }

  /**
   * Two processes are cut off from one another as a whole where all elements that speak for
   * themselves are: a guest speaks through its host.
   */
  private boolean isCut(Carrier from, Carrier to) {
    for (String one : speakers(from)) {
      for (String other : speakers(to)) {
        LinkFault fault = links.get(new Pair(one, other));
        if (fault == null || !fault.cut()) {
          return false;
        }
      }
    }
    return true;
  }

  private List<String> speakers(Carrier process) {
    List<String> speakers =
        process.elements().stream().filter(element -> !guests.contains(element)).toList();
    return speakers.isEmpty() ? process.elements() : speakers;
  }
}
