package io.azimux.dataplane.guest;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;

/**
 * A virtual machine: an appliance that forwards and translates, or a plain server. Its ports are
 * its NICs, in the machine's order.
 *
 * <p>A note on health probes. A probe comes from 168.63.129.16, so a rule that matches another
 * source ({@code -s 141.192.166.93}) leaves it alone and the guest's own server answers it. The
 * probe then says that the guest is alive, and nothing about the path through it or the server
 * behind.
 */
public final class Guest implements Node {
  /** Key of the timer of local sockets. */
  static final long SOCKET_TIMER = 1;

  /** Key of the timer that ends expired connections. */
  static final long SWEEP_TIMER = 2;

  /** Time between two sweeps of a part of the connections. */
  static final long SWEEP_NANOS = 1_000_000_000L;

  /**
   * Sweeps that go once round. Expired connections are never used, so sweeping only gives memory
   * and ports back: a quarter of a minute is soon enough, and no sweep is long.
   */
  static final int SWEEPS_PER_ROUND = 16;

  private final Connections connections;
  private final Opening opening;
  private final Forwarding forwarding;
  private final LocalSockets sockets;
  private final Datapath datapath;
  private boolean sweeping;
  private long socketsDue = Outbox.NEVER;

  private Guest(
      Connections connections,
      Opening opening,
      Forwarding forwarding,
      LocalSockets sockets,
      Datapath datapath) {
    this.connections = connections;
    this.opening = opening;
    this.forwarding = forwarding;
    this.sockets = sockets;
    this.datapath = datapath;
  }

  /**
   * Makes the guest of a world.
   *
   * @param wiring its ports are the machine's NICs in order, which is all a guest needs to know
   * @throws IllegalArgumentException where there is no such machine, or its rules cannot be obeyed
   */
  public static Guest of(World world, Wiring wiring, String name, RandomSource random) {
    VirtualMachine machine =
        world
            .virtualMachine(name)
            .orElseThrow(() -> new IllegalArgumentException("no virtual machine '" + name + "'"));
    List<NetworkInterface> nics = machine.networkInterfaces();
    if (nics.isEmpty() || nics.size() > Path.MAX_NICS) {
      throw new IllegalArgumentException(
          name + " has " + nics.size() + " NICs, not 1.." + Path.MAX_NICS);
    }
    List<String> names = wiring.element(name).ports().stream().map(Wiring.Port::name).toList();
    long[] macs = nics.stream().mapToLong(nic -> nic.mac().bits()).toArray();
    long seed = random.fork("conntrack").nextLong();
    Connections connections = new Connections(world.settings().conntrackCapacity(), seed);
    Routes routes = new Routes(world, nics);
    Forwarding forwarding = new Forwarding(machine, routes, names);
    SourcePorts ports = new SourcePorts(connections, random.fork("source ports").nextLong());
    Opening opening = new Opening(machine.iptables(), names, forwarding, connections, ports);
    GuestTrace trace = new GuestTrace(names, routes, connections);
    Egress egress = new Egress(macs, connections, routes, trace);
    LocalSockets sockets = new LocalSockets(machine.listens(), random.fork("tcp"), egress);
    Datapath datapath = new Datapath(connections, forwarding, opening, sockets, egress);
    return new Guest(connections, opening, forwarding, sockets, datapath);
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    // A guest only answers: its first packet or timer follows from a packet.
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    datapath.onBurst(port, burst, nowNanos, out);
    setTimers(nowNanos, out);
  }

  /** An operator's wishes; other messages concern no guest. */
  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof OperatorCommand.SetIpForward wish) {
      forwarding.setIpForward(wish.on());
      Tracking.forgetPaths(connections);
    } else if (message instanceof OperatorCommand.SetListening wish) {
      sockets.setListening(wish.port(), wish.on());
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == SOCKET_TIMER) {
      socketsDue = Outbox.NEVER;
      sockets.onTime(nowNanos, out);
    } else if (key == SWEEP_TIMER) {
      sweeping = false;
      int slots = (connections.capacity() + SWEEPS_PER_ROUND - 1) / SWEEPS_PER_ROUND;
      connections.sweep(slots, nowNanos);
    }
    setTimers(nowNanos, out);
  }

  @Override
  public void measure(Meter meter) {
    meter.reading(Measure.NVA_CONNECTIONS, "", connections.size());
    meter.reading(Measure.NVA_FORWARDED, "", datapath.forwarded());
    meter.reading(Measure.NVA_CAPACITY, "", connections.capacity());
    meter.reading(Measure.NVA_IP_FORWARD, "", forwarding.isIpForward() ? 1 : 0);
    meter.reading(Measure.SNAT_PORTS_USED, "", connections.sourceTranslated());
    opening.measure(meter);
    sockets.measure(meter);
  }

  /** Sets the timers that are needed and not set: an idle guest has none. */
  private void setTimers(long nowNanos, Outbox out) {
    if (!sweeping && connections.size() > 0) {
      sweeping = true;
      out.timer(SWEEP_TIMER, nowNanos + SWEEP_NANOS);
    }
    long due = sockets.nextDeadline();
    if (due != socketsDue) {
      socketsDue = due;
      out.timer(SOCKET_TIMER, due);
    }
  }
}
