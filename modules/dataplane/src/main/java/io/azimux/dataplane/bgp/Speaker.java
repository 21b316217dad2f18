package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bfd.BfdFrames;
import io.azimux.dataplane.bfd.BfdPacket;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.node.Disposition;
import io.azimux.node.Durations;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * BGP and BFD of one element with all its neighbours. Routers wait to be called, everybody else
 * calls the routers. Systems are numbered by what an element is, so that every session is external.
 */
public final class Speaker {
  private static final long FIRST_PRIVATE_AS = 4_200_000_000L;

  private final Ipv4Address address;
  private final long timer;
  private final Map<String, Neighbour> neighbours = new LinkedHashMap<>();

  private Speaker(Ipv4Address address, long timer) {
    this.address = address;
    this.timer = timer;
  }

  /**
   * The speaker of an element, which has not started.
   *
   * @param timer key of a timer that the element keeps for it
   * @param listener hears of every change of a route
   */
  public static Speaker of(
      World world,
      Wiring wiring,
      Wiring.Element self,
      RandomSource random,
      long timer,
      Neighbour.Listener listener) {
    Speaker speaker = new Speaker(self.address(), timer);
    boolean passive = self.role() == Wiring.Role.ROUTER;
    for (int port = 0; port < self.ports().size(); port++) {
      Wiring.Element peer = wiring.element(self.ports().get(port).peer());
      if (passive || peer.role() == Wiring.Role.ROUTER) {
        Peering peering =
            new Peering(
                peer.name(),
                asOf(self.role()),
                asOf(peer.role()),
                self.address(),
                passive,
                world.settings().bgp());
        Neighbour.Link link = new Neighbour.Link(port, self, peer);
        speaker.neighbours.put(
            peer.name(), new Neighbour(link, peering, random.fork(peer.name()), listener));
      }
    }
    return speaker;
  }

  /** The number of the system of all elements of a role. */
  static long asOf(Wiring.Role role) {
    return FIRST_PRIVATE_AS + role.ordinal();
  }

  /** All neighbours, in the order of ports. */
  public List<Neighbour> neighbours() {
    return new ArrayList<>(neighbours.values());
  }

  /** Begins all sessions. */
  public void start(long nowNanos, Outbox out) {
    neighbours.values().forEach(one -> one.start(nowNanos, out));
    setTimer(out);
  }

  /** Ends all sessions for good: NOTIFICATION cease, administrative shutdown. */
  public void shutDown(long nowNanos, Outbox out) {
    Notification why = Notification.of(Notification.CEASE, Notification.SHUTDOWN);
    neighbours.values().forEach(one -> one.stop(why, nowNanos, out));
    setTimer(out);
  }

  /** What a neighbour is to know from now on, now and whenever a session begins. */
  public void announce(
      Neighbour neighbour, SortedSet<Ipv4Prefix> prefixes, long nowNanos, Outbox out) {
    neighbour.announce(prefixes, nowNanos, out);
    setTimer(out);
  }

  /** Bytes have come; those of somebody who is no neighbour are not heard. */
  public void onBytes(String from, RoutingBytes piece, long nowNanos, Outbox out) {
    Neighbour neighbour = neighbours.get(from);
    if (neighbour != null) {
      neighbour.onBytes(piece, nowNanos, out);
      setTimer(out);
    }
  }

  /** Takes a packet that is for this element's BFD; false for any other. */
  public boolean takePacket(int packet, long nowNanos, Outbox out) {
    if (!BfdFrames.isFor(out.arena(), packet, address.bits())) {
      return false;
    }
    BfdPacket control = BfdFrames.read(out.arena(), packet);
    int ip = out.arena().start(packet) + Ethernet.HEADER;
    int source = Ipv4.source(out.arena().bytes(), ip);
    Neighbour neighbour = control == null ? null : find(control, source);
    if (control == null || neighbour == null) {
      out.finish(packet, Disposition.MALFORMED);
      return true;
    }
    out.finish(packet, Disposition.DELIVERED);
    neighbour.onBfd(control, nowNanos, out);
    setTimer(out);
    return true;
  }

  /** By the number of the session, and by the address of a sender that does not know it yet. */
  private @Nullable Neighbour find(BfdPacket control, int source) {
    for (Neighbour neighbour : neighbours.values()) {
      boolean named = control.yours() == neighbour.discriminator();
      if (named || control.yours() == 0 && neighbour.address().bits() == source) {
        return neighbour;
      }
    }
    return null;
  }

  /** The timer is due. */
  public void onTimer(long nowNanos, Outbox out) {
    for (Neighbour neighbour : neighbours.values()) {
      if (neighbour.nextDeadline() <= nowNanos) {
        neighbour.onTime(nowNanos, out);
      }
    }
    setTimer(out);
  }

  private void setTimer(Outbox out) {
    long next = Outbox.NEVER;
    for (Neighbour neighbour : neighbours.values()) {
      next = Math.min(next, neighbour.nextDeadline());
    }
    out.timer(timer, next);
  }

  /** Reports the state of all sessions. */
  public void measure(Meter meter) {
    Durations silences = Durations.ofNetwork();
    for (Neighbour neighbour : neighbours.values()) {
      double established = neighbour.isEstablished() ? 1 : 0;
      meter.reading(Measure.BGP_SESSION, neighbour.name(), established);
      meter.reading(Measure.BFD_SESSION, neighbour.name(), neighbour.isBfdUp() ? 1 : 0);
      silences.addAll(neighbour.silences());
    }
    silences.report(Measure.BGP_WITHDRAW_DELAY, meter);
  }
}
