package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.RandomSource;
import io.azimux.packet.Burst;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutated packets in bursts: nothing throws, no packet is lost or doubled, tables stay bounded. */
class GuestFuzzTest {
  private static final int CAPACITY = 64;
  private static final int[] FLAGS = {
    Tcp.SYN, Tcp.SYN | Tcp.ACK, Tcp.ACK, Tcp.ACK | Tcp.PSH, Tcp.FIN | Tcp.ACK, Tcp.RST, 0, 0xff
  };
  private static final List<String> ADDRESSES =
      List.of(
          "141.192.166.93",
          "10.0.1.4",
          "10.0.2.4",
          "10.0.2.6",
          "168.63.129.16",
          "1.2.3.4",
          "10.0.1.9",
          "224.0.0.1",
          "0.0.0.0");

  @Test
  void noPacketBreaksTheGuest() {
    int packets = Integer.getInteger("azimux.fuzz", 1_000_000);
    long seed = Long.getLong("azimux.seed", 20230520);
    RandomSource random = new RandomSource(seed);
    GuestLab lab =
        GuestLab.withCapacity(
            CAPACITY,
            GuestLab.DNAT,
            "iptables -t nat -A PREROUTING -p udp -i eth0 -j DNAT --to-destination 10.0.1.4",
            "iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE",
            "iptables -A FORWARD -s 10.0.1.9 -j DROP");
    for (int sent = 0; sent < packets; ) {
      int size = 1 + random.nextInt(32);
      int nic = random.nextInt(2);
      Burst burst = new Burst();
      for (int i = 0; i < size; i++) {
        burst.add(mutated(lab, nic, random));
      }
      lab.guest.onBurst(nic, burst, lab.now, lab.out);
      String about = "seed " + seed + ", after " + sent + " packets";
      assertAllLeft(lab, burst, about);
      assertThat(lab.connections()).as(about).isBetween(0, CAPACITY);
      lab.out.clear();
      assertThat(lab.arena().inUse()).as(about).isZero();
      lab.passWithTimers(random.chance(0.01) ? random.nextInt(600) : 0);
      lab.out.clear();
      sent += size;
    }
    lab.passWithTimers(500_000);
    assertThat(lab.connections()).as("seed %s, in the end", seed).isZero();
  }

  /** Every packet of the burst was transmitted or finished, once. */
  private static void assertAllLeft(GuestLab lab, Burst burst, String about) {
    int[] left = new int[lab.arena().capacity()];
    lab.out.transmitted().forEach(one -> left[one.packet()]++);
    int finished = lab.out.finished().size();
    int transmitted = lab.out.transmitted().size();
    // An answer may use the slot of a packet that was finished before; it is never in it twice.
    for (int count : left) {
      assertThat(count).as(about).isLessThanOrEqualTo(1);
    }
    assertThat(finished + transmitted).as(about).isGreaterThanOrEqualTo(burst.size());
    assertThat(lab.arena().inUse()).as(about).isEqualTo(transmitted);
  }

  private static int mutated(GuestLab lab, int nic, RandomSource random) {
    FiveTuple flow = flow(random);
    int packet =
        switch (random.nextInt(8)) {
          case 0 -> Packets.udp(lab.arena(), flow, new byte[random.nextInt(20)]);
          case 1 ->
              Packets.ping(lab.arena(), flow.source().toString(), flow.destination().toString());
          default ->
              Packets.tcp(
                  lab.arena(),
                  flow,
                  FLAGS[random.nextInt(FLAGS.length)],
                  random.nextInt(4),
                  random.nextInt(4),
                  new byte[random.nextInt(20)]);
        };
    lab.addressed(nic, packet);
    lab.arena().setMark(packet, random.chance(0.1) ? (int) random.nextLong() : 0);
    byte[] bytes = lab.arena().bytes();
    int start = lab.arena().start(packet);
    int length = lab.arena().length(packet);
    for (int flips = random.chance(0.5) ? random.nextInt(4) : 0; flips > 0; flips--) {
      bytes[start + random.nextInt(length)] = (byte) random.nextLong();
    }
    if (random.chance(0.3)) {
      repairIpChecksum(bytes, start + 14);
    }
    if (random.chance(0.05)) {
      lab.arena().setLength(packet, random.nextInt(length + 1));
    }
    return packet;
  }

  /** So that mutations behind the checksum get further than the checksum. */
  private static void repairIpChecksum(byte[] bytes, int ip) {
    int header = Math.max(20, Ipv4.headerLength(bytes, ip));
    bytes[ip + 10] = 0;
    bytes[ip + 11] = 0;
    long sum = InternetChecksum.sum(bytes, ip, header);
    int checksum = InternetChecksum.finish(sum);
    bytes[ip + 10] = (byte) (checksum >>> 8);
    bytes[ip + 11] = (byte) checksum;
  }

  private static FiveTuple flow(RandomSource random) {
    return new FiveTuple(
        Ipv4Address.parse(ADDRESSES.get(random.nextInt(ADDRESSES.size()))),
        Ipv4Address.parse(ADDRESSES.get(random.nextInt(ADDRESSES.size()))),
        Ipv4.TCP,
        20 + random.nextInt(30),
        20 + random.nextInt(4));
  }
}
