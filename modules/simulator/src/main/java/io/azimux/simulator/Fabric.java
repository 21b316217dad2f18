package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.RandomSource;
import io.azimux.node.TraceMark;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All links. A direction of a link is named by the port at which it ends, and ports are numbered
 * through all elements.
 *
 * <p>Packets that arrive at one port at the same time travel as one event: a list through {@link
 * #next}.
 */
final class Fabric {
  /** End of a list of packets. */
  static final int END = -1;

  private final PacketArena arena;
  private final PacketAccounts accounts;
  private final EventQueue queue;
  private final byte kind;
  private final Reach reach;
  private final List<Wiring.Element> elements;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  private final int[] firstPort;
  private final int[] peer;
  private final int[] owner;
  private final LinkFaults[] faults;
  private final RandomSource[] random;
  private final long[] lastArrival;
  private final long[] openTime;
  private final int[] openTail;
  private final int[] openCount;
  private final int[] onLink;
  private final int[] next;

  Fabric(
      Wiring wiring,
      SimulatorOptions options,
      PacketArena arena,
      PacketAccounts accounts,
      EventQueue queue,
      byte kind) {
    this.arena = arena;
    this.accounts = accounts;
    this.queue = queue;
    this.kind = kind;
    elements = wiring.elements();
    reach = new Reach(elements.stream().map(Wiring.Element::name).toList());
    firstPort = new int[elements.size()];
    int ports = 0;
    for (int i = 0; i < elements.size(); i++) {
      numbers.put(elements.get(i).name(), i);
      firstPort[i] = ports;
      ports += elements.get(i).ports().size();
    }
    peer = new int[ports];
    owner = new int[ports];
    faults = new LinkFaults[ports];
    Arrays.fill(faults, options.links());
    random = new RandomSource[ports];
    lastArrival = new long[ports];
    openTime = new long[ports];
    Arrays.fill(openTime, -1);
    openTail = new int[ports];
    openCount = new int[ports];
    onLink = new int[ports];
    next = new int[arena.capacity()];
    connect(new RandomSource(options.seed()));
  }

  private void connect(RandomSource root) {
    for (int i = 0; i < elements.size(); i++) {
      List<Wiring.Port> ports = elements.get(i).ports();
      for (int port = 0; port < ports.size(); port++) {
        int end = firstPort[i] + port;
        Wiring.Port wired = ports.get(port);
        owner[end] = i;
        peer[end] = firstPort[number(wired.peer())] + wired.peerPort();
        random[end] =
            root.fork("link " + wired.peer() + " > " + elements.get(i).name() + " " + port);
      }
    }
  }

  /** Who reaches whom. */
  Reach reach() {
    return reach;
  }

  /** Number of an element, -1 where there is none of this name. */
  int find(String name) {
    return numbers.getOrDefault(name, -1);
  }

  int number(String name) {
    int found = find(name);
    if (found < 0) {
      throw new IllegalArgumentException("no element '" + name + "'");
    }
    return found;
  }

  int owner(int end) {
    return owner[end];
  }

  int portNumber(int end) {
    return end - firstPort[owner[end]];
  }

  int end(int element, int port) {
    if (port < 0 || port >= elements.get(element).ports().size()) {
      throw new IllegalArgumentException(elements.get(element).name() + " has no port " + port);
    }
    return firstPort[element] + port;
  }

  int peer(int end) {
    return peer[end];
  }

  int next(int packet) {
    return next[packet];
  }

  /** {@code router-1 > mux-2}: the direction that ends at this port. */
  String describe(int end) {
    return elements.get(owner[peer[end]]).name() + " > " + elements.get(owner[end]).name();
  }

  /** True where a link joins the two. */
  boolean isLinked(String from, String to) {
    Wiring.Element source = elements.get(number(from));
    return source.ports().stream().anyMatch(port -> port.peer().equals(to));
  }

  /** Gives the links from one element to another their own faults. */
  void setFaults(String from, String to, LinkFaults changed) {
    int source = number(from);
    int target = number(to);
    boolean found = false;
    for (int end = 0; end < peer.length; end++) {
      if (owner[end] == target && owner[peer[end]] == source) {
        faults[end] = changed;
        found = true;
      }
    }
    if (!found) {
      throw new IllegalArgumentException("no link from '" + from + "' to '" + to + "'");
    }
  }

  /**
   * Carries a packet that is already on the link's account.
   *
   * @param end port at which the link ends
   * @return why the link dropped it; null where it did not
   */
  @Nullable Disposition carry(int end, int packet, long nowNanos) {
    arena.setMark(packet, TraceMark.nextHop(arena.mark(packet)));
    if (!reach.pass(owner[peer[end]], owner[end])) {
      return Disposition.LINK_LOSS;
    }
    LinkFaults link = faults[end];
    if (onLink[end] >= link.queuePackets()) {
      return Disposition.LINK_QUEUE_FULL;
    }
    if (link.isPlain()) {
      arrive(end, packet, Math.max(nowNanos + link.delayNanos(), lastArrival[end]));
      return null;
    }
    if (random[end].chance(link.loss())) {
      return Disposition.LINK_LOSS;
    }
    if (random[end].chance(link.duplication())) {
      duplicate(end, packet, nowNanos, link);
    }
    arrive(end, packet, arrival(end, nowNanos, link));
    return null;
  }

  private void duplicate(int end, int packet, long nowNanos, LinkFaults link) {
    int copy = arena.allocate(arena.bytes(), arena.start(packet), arena.length(packet));
    if (copy == PacketArena.FULL) {
      return;
    }
    accounts.createOnLink(copy);
    arrive(end, copy, arrival(end, nowNanos, link));
  }

  private long arrival(int end, long nowNanos, LinkFaults link) {
    RandomSource draws = random[end];
    long at = nowNanos + link.delayNanos();
    if (link.jitterNanos() > 0) {
      at += (long) (draws.nextDouble() * link.jitterNanos());
    }
    if (draws.chance(link.reorder())) {
      return at + 1 + (long) (draws.nextDouble() * link.reorderNanos());
    }
    return lastArrival[end] = Math.max(at, lastArrival[end]);
  }

  private void arrive(int end, int packet, long atNanos) {
    onLink[end]++;
    next[packet] = END;
    if (openTime[end] == atNanos && openCount[end] < Burst.CAPACITY) {
      next[openTail[end]] = packet;
      openCount[end]++;
    } else {
      openTime[end] = atNanos;
      openCount[end] = 1;
      queue.push(atNanos, kind, end, packet, null);
    }
    openTail[end] = packet;
  }

  /** A batch is being delivered: no packet joins it any more. */
  void close(int end, long nowNanos) {
    if (openTime[end] == nowNanos) {
      openTime[end] = -1;
    }
  }

  /** A packet has arrived. */
  void arrived(int end) {
    onLink[end]--;
  }
}
