package io.azimux.dataplane.vfp;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.Places;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Burst;
import io.azimux.packet.MacAddress;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A physical host: its virtual filtering platform between the routers and the NICs of its guests,
 * and the agent that probes the guests' health.
 *
 * <p>Ports: the first ones lead to the routers, the others to NICs, as {@link Wiring} numbers them.
 */
public final class Host implements Node {
  private static final long SECOND = 1_000_000_000L;

  /** Expired flows are looked for this often, an n-th of all each time: 5 s for a round. */
  private static final long SWEEP_EVERY = SECOND / 10;

  private static final int SWEEP_SHARE = 50;

  private static final long TIMER_SWEEP = 2;
  private static final long TIMER_DIRECTORY = 3;
  private static final long TIMER_ROUTING = 4;
  private static final long TIMER_PROBES = 16;

  private final Wiring.Element self;
  private final NicTable nics;
  private final int uplinks;
  private final Exits exits;
  private final UnifiedFlowTable uft;
  private final AddressDirectory directory;
  private final SlowPath slowPath;
  private final Emitter emitter;
  private final HealthAgent agent;
  private final Pipeline pipeline;
  private boolean sweeping;

  private Host(World world, Wiring wiring, Wiring.Element self, RandomSource random) {
    this.self = self;
    nics = new NicTable(nicsOf(world, wiring, self));
    long[] routers = routerMacs(wiring, self);
    uplinks = routers.length;
    exits = Exits.of(world, wiring, self, random, TIMER_ROUTING);
    uft = new UnifiedFlowTable(world.settings().uftCapacity(), world.settings().hashSeed());
    directory =
        new AddressDirectory(
            world.controller().name(),
            TIMER_DIRECTORY,
            (packet, context, index, now, out) -> resume((int) context, packet, now, out));
    slowPath = new SlowPath(nics, uft, directory, muxesOf(world), uplinks > 0);
    emitter = new Emitter(nics, self, exits, routers);
    agent = new HealthAgent(self.name(), nics, TIMER_PROBES, random.fork("probes"));
    KeyReader keys = new KeyReader(uft, nics);
    TunnelEnd tunnels = new TunnelEnd(nics, self.address(), exits);
    pipeline = new Pipeline(uft, keys, slowPath, emitter, tunnels, agent);
  }

  /**
   * Makes the host of this name.
   *
   * @param random forked for this element
   */
  public static Host of(World world, Wiring wiring, String name, RandomSource random) {
    return new Host(world, wiring, wiring.element(name), random);
  }

  private static List<LocalNic> nicsOf(World world, Wiring wiring, Wiring.Element self) {
    List<LocalNic> nics = new ArrayList<>();
    for (int port = 0; port < self.ports().size(); port++) {
      String peer = self.ports().get(port).peer();
      if (wiring.element(peer).role() == Wiring.Role.VM) {
        nics.add(nic(world, self.ports().get(port).name(), nics.size(), port));
      }
    }
    return nics;
  }

  private static LocalNic nic(World world, String id, int number, int port) {
    NetworkInterface nic = world.networkInterface(id).orElseThrow();
    VirtualNetwork network = world.networkOf(nic.subnet());
    return new LocalNic(
        number,
        id,
        network.vni(),
        nic.privateIPAddress().bits(),
        nic.mac().bits(),
        port,
        network.addressPrefixes());
  }

  private static Map<Integer, String> muxesOf(World world) {
    Map<Integer, String> muxes = new LinkedHashMap<>();
    world.muxes().forEach(mux -> muxes.put(mux.address().bits(), mux.name()));
    return muxes;
  }

  private static long[] routerMacs(Wiring wiring, Wiring.Element self) {
    return self.ports().stream()
        .map(port -> wiring.element(port.peer()))
        .filter(peer -> peer.role() == Wiring.Role.ROUTER)
        .mapToLong(router -> MacAddress.of(router.address()).bits())
        .toArray();
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    exits.start(nowNanos, out);
    agent.start(nowNanos);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    if (out.arena().hasMarks()) {
      traceReceived(port, burst, out);
    }
    if (port < uplinks) {
      pipeline.fromNetwork(burst, nowNanos, out);
    } else {
      pipeline.fromGuest(port - uplinks, burst, nowNanos, out);
    }
    sweepLater(nowNanos, out);
  }

  private void traceReceived(int port, Burst burst, Outbox out) {
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      if (out.arena().mark(packet) != 0) {
        PacketSummary summary = PacketSummary.of(out.arena(), packet);
        out.step(packet, new Step.Received(self.ports().get(port).name(), summary));
      }
    }
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof SharedValue shared && from.equals(FlowBatch.STORE)) {
      onShared(shared, nowNanos, out);
    } else if (message instanceof AddressResolved answer) {
      onAddressResolved(answer, nowNanos, out);
    } else if (message instanceof RoutingBytes piece) {
      exits.onBytes(from, piece, nowNanos, out);
    }
    sweepLater(nowNanos, out);
  }

  private void onShared(SharedValue shared, long nowNanos, Outbox out) {
    if (shared.value() instanceof GoalState goal) {
      onGoalState(goal, nowNanos, out);
    } else if (shared.value() instanceof Places places) {
      int before = directory.generation();
      directory.onPlaces(places);
      if (directory.generation() != before) {
        uft.bumpGeneration();
      }
    } else if (shared.key().equals(agent.key())) {
      agent.onStanding(shared, nowNanos, out);
    }
  }

  private void onGoalState(GoalState goal, long nowNanos, Outbox out) {
    if (goal.version() > slowPath.policy().version()) {
      slowPath.setPolicy(HostPolicy.of(goal, nics));
      uft.bumpGeneration();
      agent.onPolicy(slowPath.policy(), nowNanos, out);
    }
  }

  /** A mapping that changes makes flows stale that use it; one that is new is used by none. */
  private void onAddressResolved(AddressResolved answer, long nowNanos, Outbox out) {
    int known = directory.find(answer.vni(), answer.customer().bits());
    boolean changes =
        known != AddressDirectory.UNKNOWN
            && (directory.host(known) != answer.host().bits()
                || directory.mac(known) != answer.mac().bits());
    if (changes) {
      uft.bumpGeneration();
    }
    directory.onAddressResolved(answer, nowNanos, out);
  }

  private void resume(int nic, int packet, long nowNanos, Outbox out) {
    pipeline.resume(nic, packet, nowNanos, out);
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == TIMER_SWEEP) {
      sweep(nowNanos, out);
    } else if (key == TIMER_ROUTING) {
      exits.onTimer(nowNanos, out);
    } else if (key == TIMER_DIRECTORY) {
      directory.onTimer(nowNanos, out);
    } else if (agent.ownsTimer(key)) {
      agent.onTimer(key, nowNanos, pipeline, out);
      sweepLater(nowNanos, out);
    }
  }

  private void sweep(long nowNanos, Outbox out) {
    uft.sweep(1 + uft.records().high() / SWEEP_SHARE, nowNanos);
    sweeping = false;
    sweepLater(nowNanos, out);
  }

  /** The timer runs only while there are flows. */
  private void sweepLater(long nowNanos, Outbox out) {
    if (!sweeping && uft.size() > 0) {
      sweeping = true;
      out.timer(TIMER_SWEEP, nowNanos + SWEEP_EVERY);
    }
  }

  @Override
  public void measure(Meter meter) {
    pipeline.measure(meter);
    meter.reading(Measure.VFP_UFT_ENTRIES, "", uft.size());
    meter.reading(Measure.VFP_GENERATION, "", uft.changes());
    agent.measure(meter);
    exits.measure(meter);
  }
}
