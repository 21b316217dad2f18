package io.azimux.dataplane.bgp;

import io.azimux.node.Fact;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * The ports of an element that lead to routers, as its BGP sessions with them say: those of routers
 * with a route are used. While no router has one, all are used, as a static route of last resort
 * would have it.
 */
public final class Exits {
  /** Destinations remembered; a power of two. */
  private static final int REMEMBERED = 64;

  private static final int[] UNKNOWN = {};

  private final String element;
  private final int[] all;
  private final Speaker speaker;
  private final int[] destinations = new int[REMEMBERED];
  private final int[][] towards = new int[REMEMBERED][];
  private final boolean[] active;
  private int[] live;

  private Exits(World world, Wiring wiring, Wiring.Element self, RandomSource random, long timer) {
    element = self.name();
    speaker = Speaker.of(world, wiring, self, random, timer, this::changed);
    all = speaker.neighbours().stream().mapToInt(Neighbour::port).toArray();
    live = all;
    active = new boolean[self.ports().size()];
    Arrays.fill(towards, UNKNOWN);
  }

  /**
   * The exits of an element that is no router.
   *
   * @param timer key of a timer that the element keeps for them
   */
  public static Exits of(
      World world, Wiring wiring, Wiring.Element self, RandomSource random, long timer) {
    return new Exits(world, wiring, self, random.fork("bgp"), timer);
  }

  /** Begins all sessions. */
  public void start(long nowNanos, Outbox out) {
    speaker.start(nowNanos, out);
  }

  /** Ends all sessions for good. */
  public void shutDown(long nowNanos, Outbox out) {
    speaker.shutDown(nowNanos, out);
  }

  /** What every router is to know from now on. */
  public void announce(SortedSet<Ipv4Prefix> prefixes, long nowNanos, Outbox out) {
    speaker.neighbours().forEach(router -> speaker.announce(router, prefixes, nowNanos, out));
  }

  /** Bytes have come. */
  public void onBytes(String from, RoutingBytes piece, long nowNanos, Outbox out) {
    speaker.onBytes(from, piece, nowNanos, out);
  }

  /** Takes a packet that is for BFD; false for any other. */
  public boolean takePacket(int packet, long nowNanos, Outbox out) {
    return speaker.takePacket(packet, nowNanos, out);
  }

  /** The timer is due. */
  public void onTimer(long nowNanos, Outbox out) {
    speaker.onTimer(nowNanos, out);
  }

  /** Reports the state of all sessions. */
  public void measure(Meter meter) {
    speaker.measure(meter);
  }

  /** Ports in use, ascending; never empty unless the element has no router. Not to be changed. */
  public int[] live() {
    return live;
  }

  /** The port itself if it is in use, else one that is. */
  public int instead(int port) {
    for (int one : live) {
      if (one == port) {
        return port;
      }
    }
    return live.length == 0 ? port : live[port % live.length];
  }

  /** The port of a flow to an address, chosen by its hash among routers with a route to it. */
  public int port(int address, long hash) {
    int slot = (address * 0x9e3779b9 >>> 16) & (REMEMBERED - 1);
    if (towards[slot].length == 0 || destinations[slot] != address) {
      destinations[slot] = address;
      towards[slot] = ports(address);
    }
    int[] ports = towards[slot];
    return ports[FlowKey.reduce(hash, ports.length)];
  }

  private int[] ports(int address) {
    int[] ports =
        speaker.neighbours().stream()
            .filter(router -> router.leadsTo(address))
            .mapToInt(Neighbour::port)
            .toArray();
    return ports.length == 0 ? all : ports;
  }

  private void changed(
      Neighbour router, List<Ipv4Prefix> prefixes, String reason, long nowNanos, Outbox out) {
    int[] now =
        speaker.neighbours().stream()
            .filter(Neighbour::isActive)
            .mapToInt(Neighbour::port)
            .toArray();
    boolean was = active[router.port()];
    active[router.port()] = router.isActive();
    live = now.length == 0 ? all : now;
    Arrays.fill(towards, UNKNOWN);
    if (was != router.isActive()) {
      out.note(new Fact.NextHopChanged(element, router.name(), router.isActive(), reason));
    }
  }
}
