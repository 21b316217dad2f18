package io.azimux.control;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.Subscribe;
import io.azimux.packet.Burst;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import io.azimux.topology.World;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The virtual network controller: keeps MUXes and hosts on the newest goal state, tells where
 * customer addresses run, and decides from the hosts' reports which backends are healthy.
 *
 * <p>It holds nothing that it cannot learn again. One that takes over from another notices by the
 * versions that subscribers claim to hold. It knows no health yet then, and its first goal state
 * would take every backend away. So it says nothing until all backends were reported on, or one
 * probe interval and a second have passed, and goes on with a version above all claimed ones.
 */
public final class Controller implements Node {
  /** Time beyond one probe interval that reports may take to arrive. */
  private static final long GRACE_NANOS = 1_000_000_000L;

  /** No controller lives to reach it; what claims more is broken, and would end the counting. */
  static final long HIGHEST_VERSION = 1L << 48;

  private static final long SILENCE_TIMER = 1;
  private static final long LEARNING_TIMER = 2;

  private final GoalStateCompiler compiler;
  private final ProbeTable probes;
  private final AddressBook addresses;

  /** Who may subscribe and ask: this bounds every table below. */
  private final Set<String> listeners = new LinkedHashSet<>();

  /** Subscribers with the version last sent to each. */
  private final Map<String, Long> subscribers = new LinkedHashMap<>();

  private GoalState goal;
  private long learnBy;
  private boolean learning;
  private long highestClaim;

  private Controller(World world, Wiring wiring) {
    this.compiler = new GoalStateCompiler(world);
    this.probes = new ProbeTable(world);
    this.addresses = new AddressBook(world);
    listeners.addAll(wiring.names(Role.MUX));
    listeners.addAll(wiring.names(Role.HOST));
    this.goal = compiler.compile(1, probes);
  }

  /**
   * A controller of a world.
   *
   * @param name its name in the wiring
   * @param random not needed yet: the controller draws nothing
   * @throws IllegalArgumentException where no controller has this name
   */
  public static Controller of(World world, Wiring wiring, String name, RandomSource random) {
    if (wiring.element(name).role() != Role.CONTROLLER) {
      throw new IllegalArgumentException("'" + name + "' is no controller");
    }
    return new Controller(world, wiring);
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    learnBy = nowNanos + probes.longestInterval() + GRACE_NANOS;
  }

  /** No link leads here. */
  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    for (int i = 0; i < burst.size(); i++) {
      out.finish(burst.packet(i), Disposition.NOT_FOR_ME);
    }
  }

  /** What comes from an element that has no business to send it is ignored. */
  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (!listeners.contains(from)) {
      return;
    }
    if (message instanceof Subscribe subscribe && subscribe.version() <= HIGHEST_VERSION) {
      onSubscribe(from, subscribe.version(), nowNanos, out);
    } else if (message instanceof ResolveAddress question) {
      out.tell(from, addresses.resolve(question, from));
    } else if (message instanceof HealthReport report) {
      onReport(from, report, nowNanos, out);
    }
  }

  private void onSubscribe(String from, long version, long nowNanos, Outbox out) {
    long sent = subscribers.computeIfAbsent(from, any -> 0L);
    if (version > sent) {
      highestClaim = Math.max(highestClaim, version);
      if (!probes.allReported() && nowNanos < learnBy) {
        learning = true;
        out.timer(LEARNING_TIMER, learnBy);
      }
    }
    if (learning) {
      return;
    }
    if (highestClaim >= goal.version()) {
      publish(out);
    } else if (version < goal.version()) {
      send(from, out);
    }
  }

  private void onReport(String from, HealthReport report, long nowNanos, Outbox out) {
    String backend = report.backend();
    if (!addresses.runsOn(backend, from)) {
      return;
    }
    boolean before = probes.isHealthy(backend);
    boolean beforeForProbe = probes.isHealthy(backend, report.probe());
    if (!probes.report(backend, report.probe(), report.healthy(), nowNanos)) {
      return;
    }
    out.timer(SILENCE_TIMER, probes.nextSilent());
    noteChange(backend, before, out);
    if (learning) {
      finishLearning(nowNanos, out);
    } else if (beforeForProbe != report.healthy()) {
      publish(out);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == LEARNING_TIMER) {
      finishLearning(nowNanos, out);
    } else if (key == SILENCE_TIMER) {
      giveUpSilent(nowNanos, out);
    }
  }

  private void finishLearning(long nowNanos, Outbox out) {
    if (learning && (probes.allReported() || nowNanos >= learnBy)) {
      learning = false;
      out.timer(LEARNING_TIMER, Outbox.NEVER);
      publish(out);
    }
  }

  private void giveUpSilent(long nowNanos, Outbox out) {
    Map<String, Boolean> before = new LinkedHashMap<>();
    probes.backends().forEach(backend -> before.put(backend, probes.isHealthy(backend)));
    boolean changed = !probes.giveUpSilent(nowNanos).isEmpty();
    before.forEach((backend, healthy) -> noteChange(backend, healthy, out));
    out.timer(SILENCE_TIMER, probes.nextSilent());
    if (changed && !learning) {
      publish(out);
    }
  }

  /**
   * A machine now runs on another host; tells all who asked for its addresses.
   *
   * @throws IllegalArgumentException where the world has no such machine or host
   */
  public void move(String machine, String host, Outbox out) {
    for (ResolveAddress address : addresses.move(machine, host)) {
      for (String asker : addresses.askers(address)) {
        out.tell(asker, addresses.answer(address));
      }
    }
  }

  private void noteChange(String backend, boolean before, Outbox out) {
    boolean healthy = probes.isHealthy(backend);
    if (healthy != before) {
      out.note(new Fact.BackendHealth(backend, healthy));
    }
  }

  /** Makes the next version, above every version that a subscriber holds, and sends it to all. */
  private void publish(Outbox out) {
    goal = compiler.compile(Math.max(goal.version(), highestClaim) + 1, probes);
    for (String subscriber : subscribers.keySet()) {
      send(subscriber, out);
    }
  }

  private void send(String subscriber, Outbox out) {
    subscribers.put(subscriber, goal.version());
    out.tell(subscriber, goal);
  }

  @Override
  public void measure(Meter meter) {
    meter.reading(Measure.CONTROL_VERSION, "", goal.version());
    for (String backend : probes.backends()) {
      meter.reading(Measure.PROBE_HEALTHY, backend, probes.isHealthy(backend) ? 1 : 0);
    }
  }
}
