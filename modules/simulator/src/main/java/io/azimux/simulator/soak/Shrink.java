package io.azimux.simulator.soak;

import io.azimux.simulator.run.Tampering;
import io.azimux.simulator.soak.Plan.Upset;
import io.azimux.topology.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a plan that violates an invariant as small as it can be with the same invariant violated:
 * first the faults (delta debugging, Zeller and Hildebrandt, TSE 2002), then the load, then the
 * world.
 */
final class Shrink {
  /** Most runs spent: a minute or so. Smaller steps are tried last. */
  private static final int MOST_RUNS = 250;

  private final Tampering tampering;
  private Plan plan;
  private Violation violation;
  private int runs;

  private Shrink(Plan plan, Violation violation, Tampering tampering) {
    this.plan = plan;
    this.violation = violation;
    this.tampering = tampering;
  }

  /** A plan and what it violates. */
  record Result(Plan plan, Violation violation, int runs) {}

  static Result of(Plan plan, Violation violation, Tampering tampering) {
    Shrink shrink = new Shrink(plan, violation, tampering);
    shrink.upsets();
    shrink.load();
    shrink.world();
    shrink.upsets();
    return new Result(shrink.plan, shrink.violation, shrink.runs);
  }

  /** Takes a smaller plan where it violates the same. */
  private boolean takes(Plan smaller) {
    if (smaller.equals(plan) || runs == MOST_RUNS) {
      return false;
    }
    runs++;
    Optional<Violation> again = SoakRun.of(smaller, tampering);
    if (again.isEmpty() || !again.get().invariant().equals(violation.invariant())) {
      return false;
    }
    plan = smaller;
    violation = again.get();
    return true;
  }

  private void upsets() {
    int parts = 2;
    while (!plan.upsets().isEmpty() && parts <= 2 * plan.upsets().size()) {
      if (!dropOneOf(Math.min(parts, plan.upsets().size()))) {
        parts *= 2;
      }
    }
  }

  /** Tries to leave out each part in turn; false where all are needed. */
  private boolean dropOneOf(int parts) {
    List<Upset> all = plan.upsets();
    for (int part = 0; part < parts; part++) {
      int from = part * all.size() / parts;
      int to = (part + 1) * all.size() / parts;
      List<Upset> rest = new ArrayList<>(all.subList(0, from));
      rest.addAll(all.subList(to, all.size()));
      if (takes(plan.withUpsets(rest))) {
        return true;
      }
    }
    return false;
  }

  private void load() {
    while (takes(plan.withLoad(half(plan.connections(), 1), plan.lines()))) {
      // Halved as often as it goes.
    }
    while (takes(plan.withLoad(plan.connections(), half(plan.lines(), 1)))) {
      // The same for lines.
    }
  }

  private void world() {
    boolean smaller = true;
    while (smaller) {
      Plan p = plan;
      int r = p.routers();
      int m = p.muxes();
      int h = p.hosts();
      int t = p.tenants();
      int b = p.backends();
      int s = p.spares();
      smaller =
          r > 1 && takesWorld(p.withWorld(r - 1, m, h, t, b, s))
              || m > 1 && takesWorld(p.withWorld(r, m - 1, h, t, b, s))
              || h > 1 && takesWorld(p.withWorld(r, m, h - 1, t, b, s))
              || t > 1 && takesWorld(p.withWorld(r, m, h, t - 1, b, s))
              || s > 0 && takesWorld(p.withWorld(r, m, h, t, b, s - 1))
              || b > 1 && takesWorld(p.withWorld(r, m, h, t, b - 1, s));
    }
  }

  /** Only worlds that have everybody whom an upset names. */
  private boolean takesWorld(Plan smaller) {
    for (Upset upset : smaller.upsets()) {
      for (String element : named(upset.action())) {
        if (!has(smaller, element)) {
          return false;
        }
      }
    }
    return takes(smaller);
  }

  private static List<String> named(Action action) {
    List<String> named = new ArrayList<>(action.elements());
    if (action instanceof Action.Cut cut) {
      named.addAll(cut.to());
    } else if (action instanceof Action.Impair impair) {
      named.addAll(impair.to());
    } else if (action instanceof Action.SetPool pool) {
      pool.members().forEach(member -> named.add(Troubles.machine(member)));
    }
    return named;
  }

  private static boolean has(Plan plan, String element) {
    String[] parts = element.split("-", -1);
    int number = Integer.parseInt(parts[1]);
    return switch (parts[0]) {
      case "router" -> number <= plan.routers();
      case "mux" -> number <= plan.muxes();
      case "host" -> number <= plan.hosts();
      case "vm" ->
          number <= plan.tenants() && Integer.parseInt(parts[2]) <= plan.backends() + plan.spares();
      default -> true;
    };
  }

  private static int half(int number, int least) {
    return Math.max(least, number / 2);
  }
}
