package io.azimux.control;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.OperatorCommand.SetPool;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.Places;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Burst;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import io.azimux.topology.World;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * The virtual network controller: writes to the shared state what MUXes and hosts must hold and
 * where machines run, obeys operators, and answers who asks where a customer address runs.
 *
 * <p>It holds nothing that would be lost with it. One that begins first listens to the store for
 * {@link #LISTEN_NANOS}, and goes on from the goal and the places that stand there; only where none
 * stand does it write those that the world describes. Versions so never run backwards. Health is
 * none of its business: it only shows what hosts say of it.
 */
public final class Controller implements Node {
  /** Key of the goal state in the shared state. */
  public static final String GOAL = "goal";

  /** Key of the places of machines in the shared state. */
  public static final String PLACES = "places";

  /** Time that a controller which begins gives the store to tell what stands. */
  static final long LISTEN_NANOS = 1_000_000_000L;

  /** Most wishes of operators that wait while it listens; more are refused. */
  static final int MAX_WAITING = 64;

  /** No controller lives to reach it; what claims more is broken, and would end the counting. */
  static final long HIGHEST_VERSION = 1L << 62;

  private static final long LISTENED_TIMER = 1;

  private final GoalStateCompiler compiler;
  private final Pools pools;
  private final AddressBook addresses;
  private final HealthView health = new HealthView();

  /** Who may ask for addresses: this bounds the book's table of askers. */
  private final Set<String> listeners = new LinkedHashSet<>();

  private final Queue<SetPool> waiting = new ArrayDeque<>();
  private GoalState goal = new GoalState(0, List.of(), List.of());
  private Places places = new Places(List.of());
  private long placesVersion;
  private boolean listened;

  private Controller(World world, Wiring wiring) {
    this.compiler = new GoalStateCompiler(world);
    this.pools = new Pools(world);
    this.addresses = new AddressBook(world);
    listeners.addAll(wiring.names(Role.MUX));
    listeners.addAll(wiring.names(Role.HOST));
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
    out.timer(LISTENED_TIMER, nowNanos + LISTEN_NANOS);
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
    if (message instanceof SharedValue value && from.equals(FlowBatch.STORE)) {
      onShared(value, out);
    } else if (message instanceof ResolveAddress question && listeners.contains(from)) {
      out.tell(from, addresses.resolve(question, from));
    } else if (message instanceof SetPool wish) {
      onWish(wish, out);
    }
  }

  private void onShared(SharedValue shared, Outbox out) {
    if (shared.version() > HIGHEST_VERSION) {
      return;
    }
    if (shared.value() instanceof HostHealth value) {
      health.take(value);
    } else if (shared.value() instanceof GoalState standing
        && standing.version() > goal.version()) {
      goal = standing;
      pools.adopt(standing);
      publishGoal(out);
    } else if (shared.value() instanceof Places standing && shared.version() > placesVersion) {
      placesVersion = shared.version();
      places = standing;
      addresses.adopt(standing);
      publishPlaces(out);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key != LISTENED_TIMER) {
      return;
    }
    listened = true;
    publishGoal(out);
    publishPlaces(out);
    while (!waiting.isEmpty()) {
      obey(waiting.remove(), out);
    }
  }

  private void onWish(SetPool wish, Outbox out) {
    if (listened) {
      obey(wish, out);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(wish);
    } else {
      refuse(wish, "too many wait for the controller to begin", out);
    }
  }

  private void obey(SetPool wish, Outbox out) {
    Optional<String> objection = pools.set(wish);
    if (objection.isPresent()) {
      refuse(wish, objection.get(), out);
      return;
    }
    publishGoal(out);
    out.note(
        new Fact.PoolChanged(wish.loadBalancer(), wish.pool(), wish.members(), goal.version()));
  }

  private static void refuse(SetPool wish, String reason, Outbox out) {
    String command = "set-pool " + wish.loadBalancer() + "/" + wish.pool();
    out.note(new Fact.CommandRefused(command, reason));
  }

  /**
   * A machine now runs on another host: writes it to the shared state, and tells all who asked for
   * its addresses.
   *
   * @throws IllegalArgumentException where the world has no such machine or host
   */
  public void move(String machine, String host, Outbox out) {
    for (ResolveAddress address : addresses.move(machine, host)) {
      for (String asker : addresses.askers(address)) {
        out.tell(asker, addresses.answer(address));
      }
    }
    publishPlaces(out);
  }

  /** Writes the goal state to the shared state where it says something else than what stands. */
  private void publishGoal(Outbox out) {
    GoalState next = compiler.compile(goal.version() + 1, pools);
    boolean same = next.rules().equals(goal.rules()) && next.nics().equals(goal.nics());
    if (listened && (goal.version() == 0 || !same)) {
      goal = next;
      out.tell(FlowBatch.STORE, new SharedValue(GOAL, goal.version(), goal));
    }
  }

  /** The same for the places. */
  private void publishPlaces(Outbox out) {
    Places next = addresses.places();
    if (listened && (placesVersion == 0 || !next.equals(places))) {
      places = next;
      placesVersion++;
      out.tell(FlowBatch.STORE, new SharedValue(PLACES, placesVersion, places));
    }
  }

  @Override
  public void measure(Meter meter) {
    meter.reading(Measure.CONTROL_VERSION, "", goal.version());
    health.measure(goal, meter);
  }
}
