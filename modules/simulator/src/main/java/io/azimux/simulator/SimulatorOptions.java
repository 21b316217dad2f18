package io.azimux.simulator;

/**
 * What a simulation depends on beside its elements.
 *
 * @param seed from which every draw follows
 * @param links faults of every link, unless one is given its own
 * @param messages what happens to peer messages: delay, jitter and loss count, the rest does not
 * @param arenaPackets packets that may be alive at once, 1..1000000; each takes about 2 KiB
 */
public record SimulatorOptions(long seed, LinkFaults links, LinkFaults messages, int arenaPackets) {
  private static final int ARENA_PACKETS = 16_384;

  /** A world without faults. */
  public static SimulatorOptions of(long seed) {
    return new SimulatorOptions(seed, LinkFaults.NONE, LinkFaults.NONE, ARENA_PACKETS);
  }

  /** The same with other links. */
  public SimulatorOptions withLinks(LinkFaults faults) {
    return new SimulatorOptions(seed, faults, messages, arenaPackets);
  }

  /** The same with other treatment of messages. */
  public SimulatorOptions withMessages(LinkFaults faults) {
    return new SimulatorOptions(seed, links, faults, arenaPackets);
  }

  /** The same with another arena. */
  public SimulatorOptions withArena(int packets) {
    return new SimulatorOptions(seed, links, messages, packets);
  }
}
