package io.azimux.dataplane.vfp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.List;

/** One host of the text's world on a bench: packets go in by name, and what comes out is read. */
final class Lab {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1000 * MILLI;
  static final String CONTROLLER = "controller-1";
  static final Ipv4Address HOST_A = Ipv4Address.parse("10.255.2.1");
  static final Ipv4Address HOST_B = Ipv4Address.parse("10.255.2.2");
  static final Ipv4Address MUX = Ipv4Address.parse("10.255.1.1");

  static final int UPLINK = 0;

  private static final World WORLD = read();

  final RecordingOutbox out;
  final Wiring wiring;
  final Wiring.Element self;
  final Host host;
  private final boolean probed;
  long now = SECOND;

  Lab(String name, World world, PacketArena arena) {
    out = new RecordingOutbox(arena);
    wiring = Wiring.of(world);
    probed = !world.loadBalancers().isEmpty();
    self = wiring.element(name);
    host = Host.of(world, wiring, name, new RandomSource(7).fork(name));
    host.start(now, out);
  }

  /** A host that holds the standard goal state and knows where everybody runs. */
  static Lab ready(String name) {
    return ready(name, world());
  }

  /** The same without a load balancer in its world, and so without health probes. */
  static Lab quiet(String name) {
    return ready(name, worldWithUft(100, List.of()));
  }

  /** A host that holds the standard goal state and has not asked for any address yet. */
  static Lab governed(String name) {
    return governed(name, world());
  }

  private static Lab ready(String name, World world) {
    Lab lab = governed(name, world);
    lab.resolveAll();
    lab.out.clear();
    return lab;
  }

  private static Lab governed(String name, World world) {
    Lab lab = new Lab(name, world, new PacketArena(512));
    lab.tell(Goals.standard(1));
    lab.out.clear();
    return lab;
  }

  /** The text's world, read once. */
  static World world() {
    return WORLD;
  }

  private static World read() {
    try {
      Path root = Path.of(System.getProperty("azimux.root", "."));
      return ScenarioFile.read(root.resolve("scenarios/nva-inbound.yaml")).world();
    } catch (Exception e) {
      throw new IllegalStateException("the text's scenario cannot be read", e);
    }
  }

  /** The text's world with another size of the unified flow table. */
  static World worldWithUft(int flows) {
    return worldWithUft(flows, world().loadBalancers());
  }

  private static World worldWithUft(int flows, List<LoadBalancer> loadBalancers) {
    World world = world();
    Settings old = world.settings();
    Settings settings = old.withUftAndConntrackCapacity(flows, old.conntrackCapacity());
    return new World(
        world.routers(),
        world.muxes(),
        world.hosts(),
        world.controller(),
        world.virtualNetworks(),
        world.virtualMachines(),
        loadBalancers,
        world.securityGroups(),
        world.clients(),
        settings);
  }

  PacketArena arena() {
    return out.arena();
  }

  void tell(GoalState goal) {
    List<FrontendRule> rules = goal.rules();
    if (!probed) {
      rules = rules.stream().map(Goals::withoutProbe).toList();
    }
    share("goal", goal.version(), new GoalState(goal.version(), rules, goal.nics()));
  }

  /** The store tells a value. */
  void share(String key, long version, PeerMessage value) {
    host.onMessage(FlowBatch.STORE, new SharedValue(key, version, value), now, out);
  }

  void resolveAll() {
    resolve("10.0.1.4", "host-a", HOST_A);
    resolve("10.0.2.4", "host-a", HOST_A);
    resolve("10.0.1.5", "host-b", HOST_B);
    resolve("10.0.2.5", "host-b", HOST_B);
    resolve("10.0.2.6", "host-b", HOST_B);
  }

  void resolve(String customer, String hostName, Ipv4Address address) {
    Ipv4Address ca = Ipv4Address.parse(customer);
    host.onMessage(
        CONTROLLER,
        new AddressResolved(Goals.VNI, ca, address, hostName, MacAddress.of(ca)),
        now,
        out);
  }

  /** Sends a packet in by a router, in a tunnel to the NIC with this address. */
  void fromTunnel(int packet, String nicAddress) {
    tunnel(packet, nicAddress, Goals.VNI);
    enter(UPLINK, packet);
  }

  /** Puts a packet into a tunnel to this host. */
  void tunnel(int packet, String nicAddress, int vni) {
    PacketArena arena = arena();
    long mac = MacAddress.of(Ipv4Address.parse(nicAddress)).bits();
    long fabric = MacAddress.FABRIC.bits();
    Ethernet.setAddresses(arena.bytes(), arena.start(packet), mac, fabric);
    int length = arena.length(packet);
    int at = arena.push(packet, Vxlan.OVERHEAD);
    int from = MUX.bits();
    int to = self.address().bits();
    long own = MacAddress.of(self.address()).bits();
    Vxlan.encapsulate(arena.bytes(), at, length, own, fabric, from, to, 5, vni);
  }

  void fromNic(String nic, int packet) {
    enter(port(nic), packet);
  }

  void enter(int port, int... packets) {
    host.onBurst(port, Packets.burst(packets), now, out);
  }

  int tcp(FiveTuple tuple, int flags) {
    return Packets.tcp(arena(), tuple, flags);
  }

  int port(String nic) {
    for (int port = 0; port < self.ports().size(); port++) {
      if (self.ports().get(port).name().equals(nic)) {
        return port;
      }
    }
    throw new IllegalArgumentException(nic);
  }

  /** The one packet that has left, by this port; all checksums of the inner packet hold. */
  int sentTo(String nic) {
    int packet = sent();
    assertThat(out.transmitted().get(0).port()).isEqualTo(port(nic));
    assertSound(arena(), arena().start(packet), arena().length(packet));
    return packet;
  }

  /** The one packet that has left. */
  int sent() {
    assertThat(out.dispositions()).isEmpty();
    assertThat(out.transmitted()).hasSize(1);
    return out.transmitted().get(0).packet();
  }

  /** The one packet has ended, like this. */
  void ended(Disposition disposition) {
    assertThat(out.transmitted()).isEmpty();
    assertThat(out.dispositions()).containsExactly(disposition);
  }

  /** Takes the tunnel off the one packet that has left, after looking at it; returns it. */
  int sentInTunnelTo(Ipv4Address hostAddress) {
    int packet = sent();
    PacketArena arena = arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int ip = start + Ethernet.HEADER;
    int port = out.transmitted().get(0).port();
    assertThat(port).isLessThan(2);
    Ipv4Address router = wiring.element(self.ports().get(port).peer()).address();
    assertThat(Ethernet.destination(bytes, start)).isEqualTo(MacAddress.of(router).bits());
    assertThat(Ethernet.source(bytes, start)).isEqualTo(MacAddress.of(self.address()).bits());
    assertThat(new Ipv4Address(Ipv4.source(bytes, ip))).isEqualTo(self.address());
    assertThat(new Ipv4Address(Ipv4.destination(bytes, ip))).isEqualTo(hostAddress);
    assertThat(Ipv4.checksumHolds(bytes, ip)).isTrue();
    assertThat(Frame.check(bytes, start, arena.length(packet))).isPositive();
    int udp = ip + Ipv4.HEADER;
    assertThat(Udp.destinationPort(bytes, udp)).isEqualTo(Vxlan.PORT);
    assertThat(Udp.sourcePort(bytes, udp)).isGreaterThanOrEqualTo(49152);
    assertThat(Vxlan.vniValid(bytes, udp + Udp.HEADER)).isTrue();
    assertThat(Vxlan.vni(bytes, udp + Udp.HEADER)).isEqualTo(Goals.VNI);
    arena.pull(packet, Vxlan.OVERHEAD);
    assertSound(arena, arena.start(packet), arena.length(packet));
    return packet;
  }

  /** One fragment has left in a tunnel; it is forgotten. */
  void sentFragmentInTunnel() {
    int packet = sent();
    int ip = arena().start(packet) + Vxlan.OVERHEAD + Ethernet.HEADER;
    assertThat(out.transmitted().get(0).port()).isLessThan(2);
    assertThat(Ipv4.isFragment(arena().bytes(), ip)).isTrue();
    assertThat(Ipv4.checksumHolds(arena().bytes(), ip)).isTrue();
    out.clear();
  }

  FiveTuple tuple(int packet) {
    return Packets.tupleOf(arena(), packet);
  }

  long destinationMac(int packet) {
    return Ethernet.destination(arena().bytes(), arena().start(packet));
  }

  long sourceMac(int packet) {
    return Ethernet.source(arena().bytes(), arena().start(packet));
  }

  static void assertSound(PacketArena arena, int start, int length) {
    byte[] bytes = arena.bytes();
    int transport = Frame.check(bytes, start, length);
    assertThat(transport).as(Frame.describe(transport)).isPositive();
    int ip = start + Ethernet.HEADER;
    assertThat(Ipv4.checksumHolds(bytes, ip)).as("IP checksum").isTrue();
    if (Ipv4.protocol(bytes, ip) == Ipv4.TCP) {
      int size = Ipv4.totalLength(bytes, ip) - Ipv4.headerLength(bytes, ip);
      int from = Ipv4.source(bytes, ip);
      int to = Ipv4.destination(bytes, ip);
      assertThat(Tcp.checksumHolds(bytes, transport, size, from, to)).as("TCP checksum").isTrue();
    }
  }

  double measure(Measure wanted) {
    double[] found = {Double.NaN};
    host.measure(
        (measure, label, value) -> {
          if (measure == wanted) {
            found[0] = value;
          }
        });
    return found[0];
  }

  /** Lets the time pass, with all timers that come due. */
  void pass(long nanos) {
    long end = now + nanos;
    while (true) {
      long key = -1;
      long earliest = end;
      for (var timer : out.timers().entrySet()) {
        if (timer.getValue() <= earliest) {
          key = timer.getKey();
          earliest = timer.getValue();
        }
      }
      if (key < 0) {
        break;
      }
      now = Math.max(now, earliest);
      out.timers().remove(key);
      host.onTimer(key, now, out);
    }
    now = end;
  }
}
