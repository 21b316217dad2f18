package io.azimux.topology.file;

import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The faults of a file with their places, and whether each can be done when its time comes. */
final class Schedule {
  private enum State {
    UP,
    PAUSED,
    DOWN
  }

  private record Entry(Fault fault, Value place) {}

  private final World world;
  private final Names names;
  private final List<Entry> entries = new ArrayList<>();

  Schedule(World world, Names names) {
    this.world = world;
    this.names = names;
  }

  void add(Fault fault, Value place) {
    entries.add(new Entry(fault, place));
  }

  /** All faults in the order of their times; of those at one time, in the order of the file. */
  List<Fault> faults() {
    entries.sort(Comparator.comparing(entry -> entry.fault().at()));
    return entries.stream().map(Entry::fault).toList();
  }

  /** Requires, once the whole file is read, that each element is as its faults suppose. */
  void checkStates() {
    names.later(
        () -> {
          Map<String, State> states = new LinkedHashMap<>();
          world.muxes().stream()
              .filter(MuxSpec::standby)
              .forEach(mux -> states.put(mux.name(), State.DOWN));
          for (Entry entry : entries) {
            Problems problems = entry.place().problems();
            // What follows from another mistake there is not told.
            if (!problems.containsIn("phases") && !problems.containsIn("faults")) {
              check(entry, states);
            }
          }
        });
  }

  private static void check(Entry entry, Map<String, State> states) {
    if (!(entry.fault().action() instanceof Action.ToProcess action)) {
      return;
    }
    State state = states.getOrDefault(action.element(), State.UP);
    String what = action.label() + " of '" + action.element() + "': ";
    if (action instanceof Action.Restart) {
      require(state == State.DOWN, entry.place(), what + "it runs at that time");
      states.put(action.element(), State.UP);
    } else if (action instanceof Action.Resume) {
      require(state == State.PAUSED, entry.place(), what + "it is not paused at that time");
      states.put(action.element(), State.UP);
    } else {
      require(state != State.DOWN, entry.place(), what + "it does not run at that time");
      states.put(action.element(), action instanceof Action.Pause ? State.PAUSED : State.DOWN);
    }
  }

  private static void require(boolean holds, Value place, String what) {
    if (!holds) {
      place.problem(what);
    }
  }

  /** Requires, once the whole file is read, that a link joins some of these with some of those. */
  void requireLink(List<String> from, List<String> to, Value place) {
    names.later(
        () -> {
          if (place.problems().isEmpty()) {
            Wiring wiring = Wiring.of(world);
            boolean linked =
                from.stream()
                    .flatMap(name -> wiring.element(name).ports().stream())
                    .anyMatch(port -> to.contains(port.peer()));
            require(linked, place, "no link joins these with those");
          }
        });
  }
}
