package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.packet.Arp;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutated packets on all ports of both hosts: nothing is thrown, every packet is sent or ended, and
 * the tables stay within their bounds. {@code -Dazimux.fuzz} says how many packets, {@code
 * -Dazimux.fuzz.seed} which.
 */
class HostFuzzTest {
  private static final int PACKETS = Integer.getInteger("azimux.fuzz", 1_000_000);
  private static final long SEED = Long.getLong("azimux.fuzz.seed", 20230520L);
  private static final int FLOWS = 64;
  private static final String[] NICS = {"10.0.1.4", "10.0.2.4", "10.0.1.5", "10.0.2.5", "10.0.2.6"};
  private static final String[] PEERS = {
    "10.0.2.6", "10.0.1.4", "10.0.2.4", "10.0.7.7", "20.240.9.27", "1.2.3.4", "168.63.129.16"
  };

  private final RandomSource random = new RandomSource(SEED);

  static Stream<Arguments> hosts() {
    return Stream.of(Arguments.of("host-a", SEED), Arguments.of("host-b", SEED));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("hosts")
  void itSurvivesAnything(String name, long seed) {
    Lab lab = new Lab(name, Lab.worldWithUft(FLOWS), new PacketArena(2048));
    lab.tell(Goals.standard(1));
    if (random.chance(0.5)) {
      lab.resolveAll();
    }
    int sent = 0;
    long version = 1;
    while (sent < PACKETS) {
      Burst burst = new Burst();
      int port = random.nextInt(lab.self.ports().size());
      int size = 1 + random.nextInt(32);
      for (int i = 0; i < size; i++) {
        burst.add(mutated(lab, port));
      }
      int before = lab.arena().inUse();
      lab.host.onBurst(port, burst, lab.now, lab.out);
      sent += size;
      String as = name + " seed " + seed + " packet " + sent;
      assertThat(lab.arena().inUse()).as(as).isLessThanOrEqualTo(before + 2 * size);
      assertThat(lab.measure(Measure.VFP_UFT_ENTRIES)).as(as).isLessThanOrEqualTo(2 * FLOWS);
      if (random.chance(0.02)) {
        lab.pass(random.nextInt(3000) * Lab.MILLI);
        version++;
        lab.tell(Goals.standard(version));
      }
      lab.out.clear();
    }
    lab.pass(Lab.SECOND);
    lab.out.clear();
    assertThat(lab.arena().inUse()).as("%s seed %d: packets lost", name, seed).isZero();
    lab.pass(300 * Lab.SECOND);
  }

  private int mutated(Lab lab, int port) {
    PacketArena arena = lab.arena();
    int packet = random.chance(0.05) ? arp(arena) : plain(lab);
    String nic = NICS[random.nextInt(NICS.length)];
    if (port < 2 ? random.chance(0.95) : random.chance(0.02)) {
      lab.tunnel(packet, nic, random.chance(0.95) ? Goals.VNI : random.nextInt(1 << 24));
    }
    if (random.chance(0.1)) {
      arena.setMark(packet, 0x10000 + random.nextInt(200));
    }
    int flips = random.chance(0.4) ? 0 : 1 + random.nextInt(4);
    for (int i = 0; i < flips && arena.length(packet) > 0; i++) {
      int at = arena.start(packet) + random.nextInt(arena.length(packet));
      arena.bytes()[at] = (byte) random.nextLong();
    }
    if (random.chance(0.1)) {
      arena.setLength(packet, random.nextInt(arena.length(packet) + 1));
    } else if (random.chance(0.02)) {
      arena.setLength(packet, PacketArena.MAX_FRAME - random.nextInt(60));
    }
    return packet;
  }

  private int plain(Lab lab) {
    String from = random.chance(0.5) ? NICS[random.nextInt(NICS.length)] : peer();
    String to = random.chance(0.5) ? NICS[random.nextInt(NICS.length)] : peer();
    int sourcePort = random.chance(0.5) ? 22 : random.nextInt(65536);
    int destinationPort = random.chance(0.7) ? 22 : random.nextInt(65536);
    if (random.chance(0.1)) {
      return Packets.ping(lab.arena(), from, to);
    }
    var tuple = tcpTuple(from, sourcePort, to, destinationPort);
    byte[] payload = new byte[random.nextInt(40)];
    int flags = random.chance(0.5) ? Tcp.ACK : random.nextInt(64);
    return Packets.tcp(lab.arena(), tuple, flags, payload);
  }

  private String peer() {
    return PEERS[random.nextInt(PEERS.length)];
  }

  private int arp(PacketArena arena) {
    int packet = arena.allocate();
    arena.setLength(packet, Ethernet.HEADER + Arp.LENGTH);
    int start = arena.start(packet);
    Ethernet.write(arena.bytes(), start, -1L >>> 16, 0x02000a000104L, Ethernet.TYPE_ARP);
    int operation = random.nextInt(3);
    int wanted = (int) random.nextLong();
    int at = start + Ethernet.HEADER;
    Arp.write(arena.bytes(), at, operation, 0x02000a000104L, 0x0a000104, 0, wanted);
    return packet;
  }
}
