package io.azimux.gateway;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Vxlan;
import java.util.function.IntConsumer;

/**
 * One link between an element and a guest outside. What comes from there is not trusted: every
 * frame that is not the guest's own, or that the link would not carry, ends here with a reason.
 */
public final class TunnelLink {
  /** Bytes of address and VXLAN header before the inner frame. */
  public static final int OVERHEAD = OuterAddress.LENGTH + Vxlan.HEADER;

  /**
   * Bytes of a datagram, with its {@link OuterAddress}, beyond which it is too long in any case.
   */
  public static final int LONGEST = PacketArena.MAX_FRAME;

  private final LinkSettings settings;
  private final Peer peer;
  private final LinkCounters counters = new LinkCounters();

  /** A link whose peer was not heard of. */
  public TunnelLink(LinkSettings settings) {
    this.settings = settings;
    this.peer = Peer.of(settings);
  }

  LinkCounters counters() {
    return counters;
  }

  boolean isPeerKnown() {
    return peer.isKnown();
  }

  long peerChanges() {
    return peer.changes();
  }

  /** A datagram with the {@link OuterAddress} that it came from. */
  void fromGuest(int packet, long nowNanos, Outbox out, Directions ways) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int length = arena.length(packet);
    int vxlan = start + OuterAddress.LENGTH;
    if (length < OVERHEAD + Ethernet.HEADER || !Vxlan.vniValid(bytes, vxlan)) {
      drop(packet, Disposition.MALFORMED, "VXLAN cut off or without a VNI", out);
    } else if (Vxlan.vni(bytes, vxlan) != settings.vni()) {
      drop(packet, Disposition.UNKNOWN_VNI, "not the VNI of a link", out);
    } else if (Ethernet.source(bytes, start + OVERHEAD) != settings.guestMac()) {
      drop(packet, Disposition.SPOOFED_SOURCE, "not the guest's Ethernet address", out);
    } else if (!peer.accept(OuterAddress.address(bytes, start), nowNanos)) {
      drop(packet, Disposition.SPOOFED_SOURCE, "not the guest's outer address", out);
    } else {
      arena.pull(packet, OVERHEAD);
      counters.in(length - OVERHEAD);
      enter(packet, out, ways);
    }
  }

  private void enter(int packet, Outbox out, Directions ways) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int type = Ethernet.type(bytes, start);
    if (type == Ethernet.TYPE_ARP) {
      ways.inward(packet);
    } else if (type != Ethernet.TYPE_IPV4) {
      drop(packet, Disposition.NO_LISTENER, "neither IPv4 nor ARP", out);
    } else if (!isWhole(arena, packet)) {
      drop(packet, Disposition.MALFORMED, "IPv4 lengths contradict the frame", out);
    } else if (Ipv4.totalLength(bytes, start + Ethernet.HEADER) <= settings.mtu()) {
      // What stands behind the packet is padding.
      arena.setLength(packet, Ethernet.HEADER + Ipv4.totalLength(bytes, start + Ethernet.HEADER));
      ways.inward(packet);
    } else if (Ipv4.dontFragment(bytes, start + Ethernet.HEADER)) {
      int gateway = settings.gateway();
      int from = gateway != 0 ? gateway : Ipv4.destination(bytes, start + Ethernet.HEADER);
      long fabric = MacAddress.FABRIC.bits();
      int answer = answer(packet, from, settings.guestMac(), fabric, out);
      if (answer != PacketArena.FULL) {
        send(answer, out, ways);
      }
    } else {
      cut(packet, out, ways::inward);
    }
  }

  /** A frame for the guest. */
  void toGuest(int packet, Outbox out, Directions ways) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    boolean ipv4 =
        arena.length(packet) >= Ethernet.HEADER
            && Ethernet.type(bytes, arena.start(packet)) == Ethernet.TYPE_IPV4;
    if (!peer.isKnown()) {
      drop(packet, Disposition.ELEMENT_DOWN, "the guest was not heard of", out);
    } else if (ipv4 && !isWhole(arena, packet)) {
      drop(packet, Disposition.MALFORMED, "IPv4 lengths contradict the frame", out);
    } else if (!ipv4 || Ipv4.totalLength(bytes, ip) <= settings.mtu()) {
      send(packet, out, ways);
    } else if (Ipv4.dontFragment(bytes, ip)) {
      int answer =
          answer(
              packet, settings.guestAddress(), MacAddress.FABRIC.bits(), settings.guestMac(), out);
      if (answer != PacketArena.FULL) {
        ways.inward(answer);
      }
    } else {
      cut(packet, out, fragment -> send(fragment, out, ways));
    }
  }

  private static boolean isWhole(PacketArena arena, int packet) {
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int available = arena.length(packet) - Ethernet.HEADER;
    if (available < Ipv4.HEADER || Ipv4.version(bytes, ip) != 4) {
      return false;
    }
    int header = Ipv4.headerLength(bytes, ip);
    int total = Ipv4.totalLength(bytes, ip);
    return header >= Ipv4.HEADER && total >= header && total <= available;
  }

  private void send(int packet, Outbox out, Directions ways) {
    PacketArena arena = out.arena();
    counters.out(arena.length(packet));
    int start = arena.push(packet, OVERHEAD);
    OuterAddress.write(arena.bytes(), start, peer.address(), peer.port());
    Vxlan.write(arena.bytes(), start + OuterAddress.LENGTH, settings.vni());
    ways.outward(packet);
  }

  /** Ends a packet that is too long; the answer to it, where one is due and there is room. */
  private int answer(int packet, int from, long toMac, long fromMac, Outbox out) {
    PacketArena arena = out.arena();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int answer =
        FragmentationNeeded.mayAnswer(arena.bytes(), ip)
            ? FragmentationNeeded.answer(arena, packet, from, toMac, fromMac, settings.mtu())
            : PacketArena.FULL;
    counters.tooLong(answer == PacketArena.FULL ? LinkCounters.DROPPED : LinkCounters.ANSWERED);
    drop(packet, Disposition.TOO_LONG, "longer than the link's MTU, and not to be cut", out);
    return answer;
  }

  private void cut(int packet, Outbox out, IntConsumer sink) {
    if (Fragmentation.cut(out.arena(), packet, settings.mtu(), sink)) {
      counters.tooLong(LinkCounters.FRAGMENTED);
      drop(packet, Disposition.DELIVERED, "goes on as fragments", out);
    } else {
      counters.tooLong(LinkCounters.DROPPED);
      drop(packet, Disposition.ARENA_FULL, "no room for its fragments", out);
    }
  }

  private static void drop(int packet, Disposition disposition, String detail, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      out.step(packet, new Step.Finished(disposition, detail));
    }
    out.finish(packet, disposition);
  }
}
