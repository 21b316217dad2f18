package io.azimux.dataplane.vfp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.RandomSource;
import io.azimux.node.message.AccessRule;
import io.azimux.node.message.GoalState;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hit in the unified flow table does to a packet what the layers do: byte for byte, for random
 * packets under random policies. One host sees a packet for the first time, then again by a hit; a
 * second host, whose entries are all made stale before each packet, only ever uses the layers.
 */
class HostDifferentialTest {
  private static final int ROUNDS = 400;
  private static final String[] ADDRESSES = {
    "10.0.1.5",
    "10.0.2.5",
    "10.0.2.6",
    "10.0.1.4",
    "10.0.2.4",
    "10.0.9.9",
    "20.240.9.27",
    "141.192.166.93",
    "1.2.3.4",
    "168.63.129.16"
  };
  private static final int[] PORTS = {22, 80, 2222, 49567};
  private static final String[] NICS = {"nva2/eth0", "nva2/eth1", "vm-prod-1/eth0"};
  private static final String[] NIC_ADDRESSES = {"10.0.1.5", "10.0.2.5", "10.0.2.6"};

  /** How one packet fared. */
  private record Outcome(List<Integer> ports, List<String> frames, List<Disposition> ends) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aHitEqualsTheLayers(long seed) {
    RandomSource random = new RandomSource(seed);
    int forwarded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Lab cached = Lab.quiet("host-b");
      Lab layers = Lab.quiet("host-b");
      long version = 2;
      GoalState policy = policy(random, version);
      cached.tell(policy);
      layers.tell(policy);
      FiveTuple tuple = tuple(random);
      int entrance = random.nextInt(2 * NICS.length);
      String as = "seed " + seed + " round " + round + " " + tuple + " by " + entrance;
      Outcome first = send(cached, tuple, entrance);
      assertThat(send(layers, tuple, entrance)).as(as).isEqualTo(first);
      for (int again = 0; again < 3; again++) {
        version++;
        layers.tell(new GoalState(version, policy.rules(), policy.nics()));
        assertThat(send(layers, tuple, entrance)).as(as).isEqualTo(first);
        assertThat(send(cached, tuple, entrance)).as(as).isEqualTo(first);
      }
      forwarded += first.ports().isEmpty() ? 0 : 1;
    }
    assertThat(forwarded).as("seed %d: enough packets pass", seed).isGreaterThan(ROUNDS / 10);
  }

  /** Also the reply: derived with the first packet, or worked out again by the layers. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void theDerivedReplyEqualsTheLayers(long seed) {
    RandomSource random = new RandomSource(seed);
    int replies = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Lab cached = Lab.quiet("host-b");
      GoalState policy = policy(random, 2);
      cached.tell(policy);
      int nic = random.nextInt(NICS.length);
      FiveTuple tuple = tuple(random);
      int packet = make(cached, tuple);
      cached.fromTunnel(packet, NIC_ADDRESSES[nic]);
      if (cached.out.transmitted().isEmpty()) {
        continue;
      }
      FiveTuple seen = cached.tuple(packet);
      cached.out.clear();
      Outcome derived = send(cached, seen.reversed(), NICS.length + nic);
      cached.tell(new GoalState(3, policy.rules(), policy.nics()));
      String as = "seed " + seed + " round " + round + " " + tuple;
      assertThat(send(cached, seen.reversed(), NICS.length + nic)).as(as).isEqualTo(derived);
      replies++;
    }
    assertThat(replies).as("seed %d: enough replies", seed).isGreaterThan(ROUNDS / 20);
  }

  private static Outcome send(Lab lab, FiveTuple tuple, int entrance) {
    int packet = make(lab, tuple);
    if (entrance < NICS.length) {
      lab.fromTunnel(packet, NIC_ADDRESSES[entrance]);
    } else {
      lab.fromNic(NICS[entrance - NICS.length], packet);
    }
    List<Integer> ports = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    PacketArena arena = lab.arena();
    lab.out
        .transmitted()
        .forEach(
            one -> {
              ports.add(one.port());
              frames.add(Arrays.toString(arena.copy(one.packet())));
              Lab.assertSound(arena, arena.start(one.packet()), arena.length(one.packet()));
            });
    Outcome outcome = new Outcome(ports, frames, List.copyOf(lab.out.dispositions()));
    lab.pass(Lab.SECOND);
    lab.out.clear();
    assertThat(arena.inUse()).as("packets neither sent nor ended").isZero();
    return outcome;
  }

  private static int make(Lab lab, FiveTuple tuple) {
    byte[] payload = {1, 2, 3};
    return switch (tuple.protocol()) {
      case Ipv4.TCP -> Packets.tcp(lab.arena(), tuple, Tcp.ACK, payload);
      case Ipv4.UDP -> Packets.udp(lab.arena(), tuple, payload);
      default ->
          Packets.ping(lab.arena(), tuple.source().toString(), tuple.destination().toString());
    };
  }

  private static FiveTuple tuple(RandomSource random) {
    int protocol = new int[] {Ipv4.TCP, Ipv4.TCP, Ipv4.UDP, Ipv4.ICMP}[random.nextInt(4)];
    boolean ports = protocol != Ipv4.ICMP;
    return new FiveTuple(
        Ipv4Address.parse(ADDRESSES[random.nextInt(ADDRESSES.length)]),
        Ipv4Address.parse(ADDRESSES[random.nextInt(ADDRESSES.length)]),
        protocol,
        ports ? PORTS[random.nextInt(PORTS.length)] : 0,
        ports ? PORTS[random.nextInt(PORTS.length)] : 0);
  }

  private static GoalState policy(RandomSource random, long version) {
    var rule = Goals.rule(PORTS[random.nextInt(2)], PORTS[random.nextInt(3)], random.chance(0.3));
    var rules = random.chance(0.8) ? List.of(rule) : List.<io.azimux.node.message.FrontendRule>of();
    var nics = Goals.nics(access(random), access(random), random.chance(0.6));
    return new GoalState(version, rules, nics);
  }

  private static List<AccessRule> access(RandomSource random) {
    List<AccessRule> rules = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      boolean allow = random.chance(0.5);
      int protocol = random.chance(0.5) ? AccessRule.ANY_PROTOCOL : Ipv4.TCP;
      int port = random.chance(0.5) ? -1 : PORTS[random.nextInt(PORTS.length)];
      var from = prefixes(random);
      rules.add(Goals.access("r" + i, 100 + i, allow, protocol, from, prefixes(random), port));
    }
    rules.addAll(random.chance(0.8) ? Goals.allowAll() : Goals.denyAll());
    return rules;
  }

  private static List<Ipv4Prefix> prefixes(RandomSource random) {
    String[] choice = {"0.0.0.0/0", "10.0.0.0/16", "10.0.2.0/24", "141.192.166.93/32"};
    return List.of(Ipv4Prefix.parse(choice[random.nextInt(choice.length)]));
  }
}
