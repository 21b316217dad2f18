package io.azimux.simulator.soak;

import io.azimux.node.RandomSource;
import io.azimux.simulator.soak.Plan.Upset;
import io.azimux.topology.Action;
import io.azimux.topology.Soak;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Draws a plan from a seed. Every draw has a source of its own by name, so that one more kind of
 * fault does not change the worlds of all seeds.
 */
final class PlanDraw {
  /** Nothing is done to a world before its connections have begun to open. */
  private static final Duration CALM = Duration.ofMillis(300);

  private static final int SSH = 22;

  private final Soak soak;
  private final RandomSource random;
  private final long seed;

  private PlanDraw(Soak soak, long seed) {
    this.soak = soak;
    this.seed = seed;
    random = new RandomSource(seed).fork("soak");
  }

  static Plan of(Soak soak, long seed) {
    return new PlanDraw(soak, seed).plan();
  }

  private Plan plan() {
    Plan calm =
        new Plan(
            seed,
            number("routers", soak.routers()),
            number("muxes", soak.muxes()),
            number("hosts", soak.hosts()),
            number("tenants", soak.tenants()),
            number("backends", soak.backends()),
            number("spares", soak.spares()),
            one("replication", soak.replication()),
            one("ecmp", soak.ecmp()),
            one("map", soak.maps()),
            Duration.ofMillis(100 + random.fork("bfd").nextInt(200)),
            number("connections", soak.connections()),
            number("lines", soak.lines()),
            Duration.ofMillis(1 + random.fork("open every").nextInt(200)),
            Duration.ofMillis(100 + random.fork("keystroke").nextInt(300)),
            soak.safety(),
            List.of());
    return calm.withUpsets(upsets(calm));
  }

  private int number(String name, Soak.Range range) {
    return range.least() + random.fork(name).nextInt(range.size());
  }

  private <E> E one(String name, List<E> choices) {
    return choices.get(random.fork(name).nextInt(choices.size()));
  }

  private List<Upset> upsets(Plan plan) {
    Upsets drawn = new Upsets(plan, random.fork("upsets"));
    int wanted = number("faults", soak.faults());
    for (int tries = 0; drawn.upsets.size() < wanted && tries < 4 * wanted; tries++) {
      drawn.draw();
    }
    drawn.upsets.sort(Comparator.comparing(Upset::begin));
    return drawn.upsets;
  }

  /** The upsets of one plan. No element is in two of them at a time, so that all can be undone. */
  private static final class Upsets {
    private final Plan plan;
    private final RandomSource random;
    private final List<Upset> upsets = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();

    Upsets(Plan plan, RandomSource random) {
      this.plan = plan;
      this.random = random;
    }

    void draw() {
      switch (random.nextInt(13)) {
        case 0, 1, 2 -> process(mux(), Action.Kill::new, Action.Restart::new);
        case 3 -> process(mux(), Action.Terminate::new, Action.Restart::new);
        case 4 -> process(mux(), Action.Pause::new, Action.Resume::new);
        case 5 -> process(other(), Action.Kill::new, Action.Restart::new);
        case 6 -> cut();
        case 7 -> impair();
        case 8 -> slow();
        case 9 -> listening();
        default -> pool();
      }
    }

    private String mux() {
      return "mux-" + (1 + random.nextInt(plan.muxes()));
    }

    private String host() {
      return "host-" + (1 + random.nextInt(plan.hosts()));
    }

    private String router() {
      return "router-" + (1 + random.nextInt(plan.routers()));
    }

    private int tenant() {
      return 1 + random.nextInt(plan.tenants());
    }

    private String other() {
      return switch (random.nextInt(4)) {
        case 0 -> "controller-1";
        case 1 -> router();
        case 2 -> host();
        default -> Plan.server(tenant(), 1 + random.nextInt(plan.backends() + plan.spares()));
      };
    }

    private Duration begin() {
      long room = plan.safety().minus(CALM).toMillis() * 3 / 4;
      return CALM.plusMillis(random.nextInt((int) room));
    }

    /** Short ones as often as long ones. */
    private Duration end(Duration begin) {
      long lasts = 20L << random.nextInt(9);
      Duration end = begin.plusMillis(lasts + random.nextInt((int) lasts));
      return end.compareTo(plan.safety()) < 0 ? end : plan.safety();
    }

    private boolean take(String name) {
      return taken.add(name);
    }

    private void add(Duration begin, Action action, Action... undo) {
      upsets.add(new Upset(begin, action, end(begin), List.of(undo)));
    }

    private void process(
        String element, Function<String, Action> bad, Function<String, Action> good) {
      if (take(element)) {
        add(begin(), bad.apply(element), good.apply(element));
      }
    }

    private void cut() {
      String mux = mux();
      List<String> others = new ArrayList<>();
      int kind = random.nextInt(3);
      for (int i = 1; i <= plan.muxes(); i++) {
        if (kind != 1 && !("mux-" + i).equals(mux)) {
          others.add("mux-" + i);
        }
      }
      for (int i = 1; i <= plan.routers(); i++) {
        if (kind != 0) {
          others.add("router-" + i);
        }
      }
      if (!others.isEmpty() && take("links of " + mux)) {
        List<String> from = List.of(mux);
        boolean oneWay = random.chance(0.3);
        boolean turned = random.chance(0.5);
        Action cut =
            turned ? new Action.Cut(others, from, oneWay) : new Action.Cut(from, others, oneWay);
        add(begin(), cut, new Action.Mend(from, others));
      }
    }

    private void impair() {
      String router = router();
      String end = random.chance(0.6) ? mux() : host();
      if (take("links of " + router) && take("links of " + end)) {
        List<String> from = List.of(router);
        List<String> to = List.of(end);
        double loss = random.nextInt(200) / 1000.0;
        Duration delay = Duration.ofMillis(random.nextInt(20));
        double reorder = random.nextInt(200) / 1000.0;
        Action bad = new Action.Impair(from, to, loss, delay, reorder);
        add(begin(), bad, new Action.Mend(from, to));
      }
    }

    private void slow() {
      String mux = mux();
      if (take("replication of " + mux)) {
        List<String> muxes = List.of(mux);
        Duration delay = Duration.ofMillis(1 + random.nextInt(500));
        double loss = random.nextInt(500) / 1000.0;
        Action slow = new Action.SlowReplication(muxes, delay, loss);
        add(begin(), slow, new Action.SlowReplication(muxes, Duration.ZERO, 0));
      }
    }

    private void listening() {
      String server = Plan.server(tenant(), 1 + random.nextInt(plan.backends()));
      if (take(server)) {
        Action off = new Action.Listening(server, SSH, false);
        // Long enough for a probe to see it.
        Duration begin = begin();
        upsets.add(
            new Upset(begin, off, plan.safety(), List.of(new Action.Listening(server, SSH, true))));
      }
    }

    /** Another pool, at least one server large, that stays. */
    private void pool() {
      int tenant = tenant();
      List<String> members = new ArrayList<>();
      for (int server = 1; server <= plan.backends() + plan.spares(); server++) {
        if (random.chance(server <= plan.backends() ? 0.85 : 0.6)) {
          members.add(Plan.nic(tenant, server));
        }
      }
      if (!members.isEmpty()) {
        Action set = new Action.SetPool(Plan.balancer(tenant), "servers", members);
        upsets.add(new Upset(begin(), set, plan.safety(), List.of()));
      }
    }
  }
}
