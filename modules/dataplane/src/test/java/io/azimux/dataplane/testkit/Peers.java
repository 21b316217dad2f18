package io.azimux.dataplane.testkit;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * BGP and BFD speakers at the other ends of a router's links, with messages and frames that arrive
 * at once and a clock that a test moves. Other routers do not answer.
 */
public final class Peers {
  private static final long TIMER = 1;

  /** Rounds of messages after which something goes round and round. */
  private static final int MOST_ROUNDS = 1000;

  /** The router's timers. */
  private static final List<Long> ROUTER_TIMERS = List.of(1L, 2L);

  private static final class Peer {
    private final Exits exits;
    private final RecordingOutbox out = new RecordingOutbox();

    Peer(Exits exits) {
      this.exits = exits;
    }
  }

  private final World world;
  private final Wiring wiring;
  private Node router;
  private final String name;
  private RecordingOutbox out;
  private final Map<String, Peer> peers = new TreeMap<>();
  private int lives;
  private long now;

  /** No peer lives yet; the router has not started. */
  public Peers(World world, Wiring wiring, String name, Node router, RecordingOutbox out) {
    this.world = world;
    this.wiring = wiring;
    this.name = name;
    this.router = router;
    this.out = out;
  }

  /** The time. */
  public long now() {
    return now;
  }

  /** A peer starts, or starts again without any state. */
  public Exits start(String peer) {
    RandomSource random = RandomSource.ofElement(1, peer, lives++);
    Peer fresh = new Peer(Exits.of(world, wiring, wiring.element(peer), random, TIMER));
    peers.put(peer, fresh);
    fresh.exits.start(now, fresh.out);
    settle();
    return fresh.exits;
  }

  /** The router is gone with all its state; another is in its place, which has not started. */
  public void replaceRouter(Node other, RecordingOutbox its) {
    router = other;
    out = its;
  }

  /** A peer is gone, without a word. */
  public void kill(String peer) {
    peers.remove(peer);
  }

  /** The exits of a peer that lives. */
  public Exits exits(String peer) {
    return living(peer).exits;
  }

  /** What a peer put out beside what went to the router. */
  public RecordingOutbox out(String peer) {
    return living(peer).out;
  }

  /** A peer announces just these prefixes from now on; it starts where it does not live. */
  public void announce(String peer, Ipv4Prefix... prefixes) {
    if (!peers.containsKey(peer)) {
      start(peer);
    }
    Peer known = living(peer);
    known.exits.announce(new TreeSet<>(List.of(prefixes)), now, known.out);
    settle();
  }

  /** A peer ends its sessions as an operator wants it. */
  public void shutDown(String peer) {
    living(peer).exits.shutDown(now, living(peer).out);
    settle();
  }

  private Peer living(String peer) {
    Peer known = peers.get(peer);
    if (known == null) {
      throw new IllegalArgumentException(peer + " does not live");
    }
    return known;
  }

  /** Lets time pass, with everything that happens meanwhile. */
  public void pass(long nanos) {
    long until = now + nanos;
    while (nextTimer() <= until) {
      now = Math.max(now, nextTimer());
      for (long key : ROUTER_TIMERS) {
        if (out.timer(key) <= now) {
          out.timers().remove(key);
          router.onTimer(key, now, out);
        }
      }
      for (Peer peer : List.copyOf(peers.values())) {
        if (peer.out.timer(TIMER) <= now) {
          peer.out.timers().remove(TIMER);
          peer.exits.onTimer(now, peer.out);
        }
      }
      settle();
    }
    now = until;
  }

  private long nextTimer() {
    long next = Outbox.NEVER;
    for (long key : ROUTER_TIMERS) {
      next = Math.min(next, out.timer(key));
    }
    for (Peer peer : peers.values()) {
      next = Math.min(next, peer.out.timer(TIMER));
    }
    return next;
  }

  /** Brings all messages and frames to where they belong, until nobody has any. */
  public void settle() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      boolean quiet = takeToPeers() & takeToRouter();
      if (quiet) {
        return;
      }
    }
    throw new IllegalStateException("messages go round and round");
  }

  private boolean takeToPeers() {
    List<RecordingOutbox.Told> told = new ArrayList<>(out.told());
    out.told().removeIf(one -> one.message() instanceof RoutingBytes);
    boolean quiet = true;
    for (RecordingOutbox.Told one : told) {
      Peer peer = peers.get(one.element());
      if (one.message() instanceof RoutingBytes piece && peer != null) {
        peer.exits.onBytes(name, piece, now, peer.out);
        quiet = false;
      }
    }
    for (RecordingOutbox.Transmitted frame : controlFrames(out)) {
      Peer peer = peers.get(wiring.element(name).ports().get(frame.port()).peer());
      byte[] bytes = take(out, frame);
      if (peer != null) {
        int packet = peer.out.arena().allocate(bytes, 0, bytes.length);
        if (!peer.exits.takePacket(packet, now, peer.out)) {
          throw new IllegalStateException("a peer's frame was not for it");
        }
        quiet = false;
      }
    }
    return quiet;
  }

  private boolean takeToRouter() {
    boolean quiet = true;
    for (Map.Entry<String, Peer> entry : List.copyOf(peers.entrySet())) {
      RecordingOutbox its = entry.getValue().out;
      List<RecordingOutbox.Told> told = List.copyOf(its.told());
      its.told().clear();
      for (RecordingOutbox.Told one : told) {
        if (one.element().equals(name)) {
          router.onMessage(entry.getKey(), one.message(), now, out);
          quiet = false;
        }
      }
      for (RecordingOutbox.Transmitted frame : controlFrames(its)) {
        Wiring.Port port = wiring.element(entry.getKey()).ports().get(frame.port());
        byte[] bytes = take(its, frame);
        if (port.peer().equals(name)) {
          int packet = out.arena().allocate(bytes, 0, bytes.length);
          router.onBurst(port.peerPort(), Packets.burst(packet), now, out);
          quiet = false;
        }
      }
    }
    return quiet;
  }

  /** Frames with a TTL of 255, as only neighbours send them. */
  private static List<RecordingOutbox.Transmitted> controlFrames(RecordingOutbox from) {
    return from.transmitted().stream()
        .filter(one -> from.arena().bytes()[from.arena().start(one.packet()) + 22] == -1)
        .toList();
  }

  private static byte[] take(RecordingOutbox from, RecordingOutbox.Transmitted frame) {
    from.transmitted().remove(frame);
    byte[] bytes = from.arena().copy(frame.packet());
    from.arena().release(frame.packet());
    return bytes;
  }
}
