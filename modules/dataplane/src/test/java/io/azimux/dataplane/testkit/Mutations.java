package io.azimux.dataplane.testkit;

import io.azimux.node.RandomSource;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;

/** Packets that are nearly right: seeded, for fuzz tests of elements. */
public final class Mutations {
  /** Packets of a fuzz test in a normal build. */
  private static final int NORMALLY = 1_000_000;

  private static final int MOST_CHANGES = 4;
  private static final int HEADERS = 64;

  private final RandomSource random;
  private final Ipv4Address[] addresses;

  /**
   * Makes packets between these addresses, most of them well-formed, some mutated, some cut off.
   */
  public Mutations(RandomSource random, Ipv4Address... addresses) {
    this.random = random;
    this.addresses = addresses.clone();
  }

  /** How many packets a fuzz test sends: {@code -Dazimux.fuzz=10000000} for more. */
  public static int packets() {
    return Integer.getInteger("azimux.fuzz", NORMALLY);
  }

  /** The next packet; the arena has room. */
  public int next(PacketArena arena) {
    boolean tcp = random.nextInt(4) != 0;
    int protocol = tcp ? Ipv4.TCP : Ipv4.UDP;
    int port = random.nextInt(3) == 0 ? random.nextInt(65_536) : 22;
    FiveTuple tuple = new FiveTuple(any(), any(), protocol, random.nextInt(4096), port);
    byte[] payload = new byte[random.nextInt(40)];
    int packet =
        tcp
            ? Packets.tcp(arena, tuple, random.nextInt(64), payload)
            : Packets.udp(arena, tuple, payload);
    if (random.nextInt(3) == 0) {
      mutate(arena, packet);
    }
    if (random.nextInt(20) == 0) {
      arena.setLength(packet, random.nextInt(arena.length(packet) + 1));
    }
    if (random.nextInt(50) == 0) {
      arena.setMark(packet, 1 << 16);
    }
    return packet;
  }

  private Ipv4Address any() {
    return addresses[random.nextInt(addresses.length)];
  }

  private void mutate(PacketArena arena, int packet) {
    int changes = 1 + random.nextInt(MOST_CHANGES);
    int within = Math.min(HEADERS, arena.length(packet));
    for (int i = 0; i < changes; i++) {
      arena.bytes()[arena.start(packet) + random.nextInt(within)] = (byte) random.nextLong();
    }
  }
}
