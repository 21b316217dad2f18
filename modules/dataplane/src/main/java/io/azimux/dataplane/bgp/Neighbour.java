package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bfd.BfdFrames;
import io.azimux.dataplane.bfd.BfdPacket;
import io.azimux.dataplane.bfd.BfdSession;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.node.Durations;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * An element at the other end of a link: the BGP session with it, BFD beside the session, and what
 * both sides have announced. Its routes count while the session is established and, where BFD runs,
 * packets come through as well.
 */
public final class Neighbour {
  /** Hears what becomes of neighbours. */
  public interface Listener {
    /** Routes of a neighbour began, ended or changed. */
    void changed(
        Neighbour neighbour, List<Ipv4Prefix> prefixes, String reason, long nowNanos, Outbox out);
  }

  /** What the element and its neighbour are. */
  record Link(int port, Wiring.Element self, Wiring.Element peer) {}

  private final Link link;
  private final boolean hasBfd;
  private final Session session;
  private final BfdSession bfd;
  private final AdjRibIn in;
  private final AdjRibOut out;
  private final Listener listener;
  private final Durations silences = Durations.ofNetwork();
  private boolean usable;
  private long heardAt;

  Neighbour(Link link, Peering peering, RandomSource random, Listener listener) {
    this.link = link;
    this.listener = listener;
    hasBfd = peering.settings().hasBfd();
    Ipv4Address own = link.self().address();
    session = new Session(peering, random.fork("session"), new Sessions());
    RandomSource chance = random.fork("bfd");
    int discriminator = (int) chance.nextLong() << 12 | link.port() + 1;
    bfd = new BfdSession(discriminator, peering.settings(), chance, this::sendBfd);
    in = new AdjRibIn(peering.localAs(), link.peer().address());
    boolean aggregate = link.self().role() == Wiring.Role.ROUTER;
    out = new AdjRibOut(PathAttributes.local(peering.localAs(), own, aggregate));
  }

  /** Its name. */
  public String name() {
    return link.peer().name();
  }

  /** What it is. */
  public Wiring.Role role() {
    return link.peer().role();
  }

  /** The port that leads to it. */
  public int port() {
    return link.port();
  }

  /** Its address. */
  public Ipv4Address address() {
    return link.peer().address();
  }

  /** Whether the BGP session is established. */
  public boolean isEstablished() {
    return session.isEstablished();
  }

  /** Whether BFD says that packets come through. */
  public boolean isBfdUp() {
    return bfd.isUp();
  }

  /** Whether its routes count, and there is one. */
  public boolean isActive() {
    return usable && !in.isEmpty();
  }

  /** Its route for just this prefix, if that counts. */
  public Optional<PathAttributes> route(Ipv4Prefix prefix) {
    return usable ? Optional.ofNullable(in.route(prefix)) : Optional.empty();
  }

  /** Whether one of its routes counts for an address. */
  boolean leadsTo(int address) {
    return usable && in.covers(address);
  }

  int discriminator() {
    return bfd.discriminator();
  }

  void start(long nowNanos, Outbox outbox) {
    session.start(nowNanos, outbox);
  }

  void stop(Notification why, long nowNanos, Outbox outbox) {
    session.stop(why, nowNanos, outbox);
  }

  void announce(SortedSet<Ipv4Prefix> prefixes, long nowNanos, Outbox outbox) {
    out.want(prefixes);
    tell(nowNanos, outbox);
  }

  private void tell(long nowNanos, Outbox outbox) {
    if (session.isEstablished()) {
      out.updates().forEach(update -> session.tell(update, nowNanos, outbox));
    }
  }

  /** How long it was silent each time before that ended its routes. */
  Durations silences() {
    return silences;
  }

  void onBytes(RoutingBytes piece, long nowNanos, Outbox outbox) {
    heardAt = nowNanos;
    session.onBytes(piece, nowNanos, outbox);
  }

  void onBfd(BfdPacket packet, long nowNanos, Outbox outbox) {
    heardAt = nowNanos;
    boolean was = bfd.isUp();
    bfd.onPacket(packet, nowNanos, outbox);
    follow(was, nowNanos, outbox);
  }

  void onTime(long nowNanos, Outbox outbox) {
    boolean was = bfd.isUp();
    if (bfd.nextDeadline() <= nowNanos) {
      bfd.onTime(nowNanos, outbox);
    }
    follow(was, nowNanos, outbox);
    if (session.nextDeadline() <= nowNanos) {
      session.onTime(nowNanos, outbox);
    }
  }

  long nextDeadline() {
    return Math.min(session.nextDeadline(), bfd.nextDeadline());
  }

  /** Packets that come through make routes count; none that come end the session at once. */
  private void follow(boolean wasUp, long nowNanos, Outbox outbox) {
    if (wasUp && !bfd.isUp()) {
      Notification why = Notification.of(Notification.CEASE, Notification.BFD_DOWN);
      session.reset(why, "BFD down", nowNanos, outbox);
    } else if (!wasUp && bfd.isUp()) {
      judge("announced", nowNanos, outbox);
    }
  }

  private void judge(String reason, long nowNanos, Outbox outbox) {
    boolean now = session.isEstablished() && (!hasBfd || bfd.isUp());
    if (now != usable) {
      usable = now;
      listener.changed(this, in.prefixes(), reason, nowNanos, outbox);
    }
  }

  private void sendBfd(BfdPacket packet, Outbox outbox) {
    int frame =
        BfdFrames.write(outbox.arena(), packet, link.self().address(), link.peer().address());
    if (frame != PacketArena.FULL) {
      outbox.transmit(link.port(), frame);
    }
  }

  /** What the session says. */
  private final class Sessions implements Session.Listener {
    @Override
    public void established(long nowNanos, Outbox outbox) {
      in.clear();
      out.forget();
      if (hasBfd) {
        bfd.start(nowNanos, outbox);
      }
      judge("announced", nowNanos, outbox);
      tell(nowNanos, outbox);
    }

    @Override
    public Optional<Notification> learnt(BgpMessage.Update update, long nowNanos, Outbox outbox) {
      if (!in.update(update)) {
        return Optional.of(Notification.of(Notification.CEASE, Notification.TOO_MANY_PREFIXES));
      }
      if (usable) {
        List<Ipv4Prefix> touched = new java.util.ArrayList<>(update.withdrawn());
        touched.addAll(update.announced());
        String reason = update.announced().isEmpty() ? "withdrawn" : "announced";
        listener.changed(Neighbour.this, touched, reason, nowNanos, outbox);
      }
      return Optional.empty();
    }

    @Override
    public void ended(String reason, long nowNanos, Outbox outbox) {
      bfd.stop();
      List<Ipv4Prefix> lost = in.prefixes();
      in.clear();
      if (usable) {
        usable = false;
        if (heardAt < nowNanos) {
          silences.add(nowNanos - heardAt);
        }
        listener.changed(Neighbour.this, lost, reason, nowNanos, outbox);
      }
    }
  }
}
