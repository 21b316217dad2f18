package io.azimux.dataplane.guest;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.HostSpec;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.Settings;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.VirtualNetwork.Subnet;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import io.azimux.topology.iptables.IptablesException;
import io.azimux.topology.iptables.IptablesParser;
import io.azimux.topology.iptables.IptablesRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * One guest on a bench: NVA1 of the text, with other rules and settings where a test wants them.
 */
final class GuestLab {
  static final int ETH0 = 0;
  static final int ETH1 = 1;
  static final long SECOND = 1_000_000_000L;

  static final String DNAT =
      "iptables -t nat -A PREROUTING -s 141.192.166.93 -p tcp -j DNAT --to-destination 10.0.2.6";
  static final String MASQUERADE =
      "iptables -t nat -A POSTROUTING -s 141.192.166.93 -o eth1 -j MASQUERADE";

  private static final List<String> NICS = List.of("10.0.1.4", "10.0.2.4");

  final RecordingOutbox out = new RecordingOutbox();
  final Guest guest;
  long now = 1_000 * SECOND;

  private GuestLab(boolean ipForward, int capacity, List<IptablesRule> rules) {
    this(world(ipForward, capacity, rules, List.of(22)));
  }

  private GuestLab(World world) {
    guest = Guest.of(world, Wiring.of(world), "nva1", new RandomSource(7));
    guest.start(now, out);
  }

  /** NVA1 as the text has it. */
  static GuestLab nva() {
    return withRules(DNAT, MASQUERADE);
  }

  /** NVA1 with these rules only. */
  static GuestLab withRules(String... rules) {
    return new GuestLab(true, 1 << 12, parse(rules));
  }

  /** NVA1 with room for so many connections. */
  static GuestLab withCapacity(int capacity, String... rules) {
    return new GuestLab(true, capacity, parse(rules));
  }

  /** NVA1 with {@code net.ipv4.ip_forward} 0. */
  static GuestLab withoutForwarding(String... rules) {
    return new GuestLab(false, 1 << 12, parse(rules));
  }

  /** NVA1 without a server of its own. */
  static GuestLab withoutServers(boolean ipForward, String... rules) {
    return new GuestLab(world(ipForward, 1 << 12, parse(rules), List.of()));
  }

  /** MAC address of a NIC. */
  static long mac(int nic) {
    return MacAddress.of(Ipv4Address.parse(NICS.get(nic))).bits();
  }

  static List<IptablesRule> parse(String... rules) {
    return Stream.of(rules).map(GuestLab::parse).toList();
  }

  private static IptablesRule parse(String rule) {
    try {
      return IptablesParser.parse(rule);
    } catch (IptablesException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static World world(
      boolean ipForward, int capacity, List<IptablesRule> rules, List<Integer> listens) {
    Settings defaults = Settings.DEFAULTS;
    Settings settings = defaults.withUftAndConntrackCapacity(defaults.uftCapacity(), capacity);
    VirtualMachine nva =
        new VirtualMachine(
            "nva1",
            "host-a",
            ipForward,
            List.of(nic("eth0", "in", NICS.get(0)), nic("eth1", "out", NICS.get(1))),
            rules,
            listens);
    VirtualNetwork hub =
        new VirtualNetwork(
            "vnet-hub",
            10_000,
            List.of(Ipv4Prefix.parse("10.0.0.0/16")),
            List.of(
                new Subnet("in", Ipv4Prefix.parse("10.0.1.0/24"), ""),
                new Subnet("out", Ipv4Prefix.parse("10.0.2.0/24"), "")));
    return new World(
        List.of(),
        List.of(),
        List.of(new HostSpec("host-a", Ipv4Address.parse("100.64.0.1"))),
        new ControllerSpec("controller", Ipv4Address.parse("100.64.0.9")),
        List.of(hub),
        List.of(nva),
        List.of(),
        List.of(),
        List.of(),
        settings);
  }

  private static NetworkInterface nic(String name, String subnet, String address) {
    Ipv4Address ip = Ipv4Address.parse(address);
    return new NetworkInterface("nva1", name, "vnet-hub/" + subnet, ip, true, "");
  }

  /** The tuple of a text such as {@code 141.192.166.93:49567 > 10.0.1.4:22}, over TCP. */
  static FiveTuple tcp(String text) {
    return tuple(text, Ipv4.TCP);
  }

  /** The tuple of a text, over UDP. */
  static FiveTuple udp(String text) {
    return tuple(text, Ipv4.UDP);
  }

  private static FiveTuple tuple(String text, int protocol) {
    String[] parts = text.split("[:> ]+", -1);
    return new FiveTuple(
        Ipv4Address.parse(parts[0]),
        Ipv4Address.parse(parts[2]),
        protocol,
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[3]));
  }

  PacketArena arena() {
    return out.arena();
  }

  /** Readdresses a packet from the fabric to a NIC. */
  int addressed(int nic, int packet) {
    int start = arena().start(packet);
    long fabric = MacAddress.FABRIC.bits();
    Ethernet.write(arena().bytes(), start, mac(nic), fabric, Ethernet.TYPE_IPV4);
    return packet;
  }

  /** Lets a packet come in as it is. */
  void receive(int nic, int packet) {
    Burst burst = Packets.burst(packet);
    guest.onBurst(nic, burst, now, out);
  }

  /** Sends a TCP segment in, and says what came of it: {@code eth1: a:1 > b:2} or a disposition. */
  String segment(int nic, String tuple, int flags, byte... payload) {
    out.clear();
    receive(nic, addressed(nic, Packets.tcp(arena(), tcp(tuple), flags, payload)));
    return outcome();
  }

  /** Sends a datagram in, and says what came of it. */
  String datagram(int nic, String tuple) {
    out.clear();
    receive(nic, addressed(nic, Packets.udp(arena(), udp(tuple), new byte[] {1, 2, 3})));
    return outcome();
  }

  /** What came of the last packet. */
  String outcome() {
    String finished =
        out.dispositions().isEmpty()
            ? ""
            : out.dispositions().get(0).label().toUpperCase(java.util.Locale.ROOT);
    String sent = out.transmitted().isEmpty() ? "" : describe(0);
    return finished.isEmpty() ? sent : sent.isEmpty() ? finished : finished + ", " + sent;
  }

  /** A transmitted packet: {@code eth1: a:1 > b:2}. */
  String describe(int index) {
    RecordingOutbox.Transmitted one = out.transmitted().get(index);
    return "eth" + one.port() + ": " + Packets.tupleOf(arena(), one.packet());
  }

  /** The packet that left last. */
  int sent() {
    return out.transmitted().get(out.transmitted().size() - 1).packet();
  }

  /** Lets time pass without timers, so that nothing but lookups can find an entry expired. */
  void pass(long seconds) {
    now += seconds * SECOND;
  }

  /** Lets time pass, serving timers. */
  void passWithTimers(long seconds) {
    long end = now + seconds * SECOND;
    while (!out.timers().isEmpty()
        && out.timers().values().stream().mapToLong(Long::longValue).min().orElseThrow() <= end) {
      var timer = out.takeEarliestTimer();
      now = Math.max(now, timer.getValue());
      guest.onTimer(timer.getKey(), now, out);
    }
    now = end;
  }

  /** Reading of a measure without label. */
  double reading(Measure wanted) {
    double[] value = {Double.NaN};
    guest.measure(
        (measure, label, reading) -> {
          if (measure == wanted) {
            value[0] = reading;
          }
        });
    return value[0];
  }

  /** Connections tracked. */
  int connections() {
    return (int) reading(Measure.NVA_CONNECTIONS);
  }

  /** True where every checksum of a transmitted packet verifies. */
  boolean checksumsHold(int packet) {
    byte[] bytes = arena().bytes();
    int start = arena().start(packet);
    int transport = Frame.check(bytes, start, arena().length(packet));
    int ip = start + Ethernet.HEADER;
    return transport > 0
        && Ipv4.checksumHolds(bytes, ip)
        && LocalSockets.verifies(bytes, ip, transport);
  }

  /** How the last packet ended. */
  Disposition disposition() {
    return out.dispositions().get(0);
  }
}
