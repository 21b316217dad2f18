package io.azimux.dataplane.vfp;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.packet.Burst;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;

/**
 * Where tunnels end: judges what came in from the physical network, and takes the outer headers off
 * in place.
 */
final class TunnelEnd {
  private static final int INNER = Udp.HEADER + Vxlan.HEADER;
  private static final int SHORTEST = Vxlan.OVERHEAD + Ethernet.HEADER;

  /** EtherType of IPv4, version 4 and a header length of five words. */
  private static final long IPV4_WITHOUT_OPTIONS = 0x080045;

  /** Fragment field and protocol in the word that begins with them. */
  private static final long FRAGMENT_OR_PROTOCOL = 0x3fff_00ff_0000_0000L;

  private static final long UDP = (long) Ipv4.UDP << 32;

  /** The flag of a valid network identifier, of the word with that identifier. */
  private static final long VNI_VALID = 0x0800_0000_0000_0000L;

  private final NicTable nics;
  private final int address;
  private final Exits exits;

  /** The NIC last asked for; NICs never change. */
  private int lastNic = NicTable.NONE;

  private int lastVni;
  private long opened;
  private long lastMac;

  /**
   * Makes the end of all tunnels to a host.
   *
   * @param address provider address of the host
   * @param exits take BFD packets, which end here as well
   */
  TunnelEnd(NicTable nics, Ipv4Address address, Exits exits) {
    this.nics = nics;
    this.exits = exits;
    this.address = address.bits();
  }

  /**
   * Takes the tunnels off packets of a burst, from an index on to another. Those that it does not
   * end are named to the batch, for the NIC that the inner frame is for.
   */
  void open(Burst burst, int from, int to, Batch batch, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    boolean traced = arena.hasMarks();
    arena.touch(burst, from, to);
    for (int i = from; i < to; i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      int length = arena.length(packet);
      if (length < SHORTEST || traced && arena.mark(packet) != 0) {
        openOther(packet, batch, nowNanos, out);
        continue;
      }
      long front = Bytes.i64(bytes, start + 12);
      long middle = Bytes.i64(bytes, start + 20);
      long addresses = Bytes.i64(bytes, start + 26);
      long udp = Bytes.i64(bytes, start + 34);
      long vxlan = Bytes.i64(bytes, start + 42);
      long innerMac = Bytes.i64(bytes, start + Vxlan.OVERHEAD) >>> 16;
      int inner = ((int) (udp >>> 16) & 0xffff) - INNER;
      boolean usual = isUsual(length, inner, front, middle, (int) addresses, udp, vxlan);
      int nic = usual ? nic((int) vxlan >>> 8, innerMac) : NicTable.NONE;
      if (nic == NicTable.NONE) {
        openOther(packet, batch, nowNanos, out);
        continue;
      }
      arena.cut(packet, Vxlan.OVERHEAD, inner);
      batch.name(packet, LocalNic.scope(nic, true));
    }
    opened += batch.size();
  }

  /** Packets that were taken out of tunnels and could be read. */
  long opened() {
    return opened;
  }

  /**
   * True for a frame as every host writes it, a whole one without IP options. What is false must be
   * looked at closer.
   */
  private boolean isUsual(
      int length, int inner, long front, long middle, int destination, long udp, long vxlan) {
    int total = (int) (front >>> 16) & 0xffff;
    long shape =
        front >>> 40 ^ IPV4_WITHOUT_OPTIONS
            | middle & FRAGMENT_OR_PROTOCOL ^ UDP
            | udp >>> 32 & 0xffff ^ Vxlan.PORT
            | destination ^ address
            | ~vxlan & VNI_VALID;
    // None of the three differences may be negative.
    int room =
        length - Ethernet.HEADER - total
            | inner - Ethernet.HEADER
            | total - (Vxlan.OVERHEAD - Ethernet.HEADER) - inner;
    return shape == 0 && room >= 0;
  }

  private void openOther(int packet, Batch batch, long nowNanos, Outbox out) {
    int nic = judge(packet, out.arena().bytes(), out.arena().start(packet), nowNanos, out);
    if (nic != NicTable.NONE) {
      batch.name(packet, LocalNic.scope(nic, true));
    }
  }

  /** The NIC of a network with an Ethernet address: mostly the one that was last asked for. */
  private int nic(int vni, long mac) {
    if (vni != lastVni || mac != lastMac) {
      lastNic = nics.findByMac(vni, mac);
      lastVni = vni;
      lastMac = mac;
    }
    return lastNic;
  }

  /**
   * Takes the tunnel off a packet in single steps, or ends it, with a reason.
   *
   * @return number of the NIC, or {@link NicTable#NONE} where the packet has ended
   */
  private int judge(int packet, byte[] bytes, int start, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    if (exits.takePacket(packet, nowNanos, out)) {
      return NicTable.NONE;
    }
    int transport = Frame.check(bytes, start, arena.length(packet));
    if (transport < 0) {
      Endings.unreadable(packet, transport, out);
      return NicTable.NONE;
    }
    int ip = start + Ethernet.HEADER;
    if (Ipv4.destination(bytes, ip) != address) {
      return drop(packet, Disposition.NOT_FOR_ME, "not the host's address", out);
    }
    if (Ipv4.protocol(bytes, ip) != Ipv4.UDP
        || Udp.destinationPort(bytes, transport) != Vxlan.PORT) {
      return drop(packet, Disposition.NO_LISTENER, "not VXLAN", out);
    }
    int inner = transport + INNER;
    int innerLength = Udp.length(bytes, transport) - INNER;
    if (innerLength < Ethernet.HEADER || !Vxlan.vniValid(bytes, transport + Udp.HEADER)) {
      return drop(packet, Disposition.MALFORMED, "VXLAN cut off or without a VNI", out);
    }
    int vni = Vxlan.vni(bytes, transport + Udp.HEADER);
    int nic = nics.findByMac(vni, Ethernet.destination(bytes, inner));
    if (nic == NicTable.NONE) {
      return noNic(packet, vni, Ethernet.destination(bytes, inner), out);
    }
    if (arena.mark(packet) != 0) {
      traceOuter(packet, bytes, ip, vni, out);
    }
    arena.pull(packet, inner - start);
    arena.setLength(packet, innerLength);
    return nic;
  }

  private int noNic(int packet, int vni, long mac, Outbox out) {
    if (!nics.serves(vni)) {
      return drop(packet, Disposition.UNKNOWN_VNI, "no guest in this network", out);
    }
    return nics.hasMac(mac)
        ? drop(packet, Disposition.UNKNOWN_VNI, "the NIC is in another network", out)
        : drop(packet, Disposition.NOT_FOR_ME, "no such NIC on this host", out);
  }

  private static int drop(int packet, Disposition disposition, String detail, Outbox out) {
    Endings.finish(packet, disposition, detail, out);
    return NicTable.NONE;
  }

  private static void traceOuter(int packet, byte[] bytes, int ip, int vni, Outbox out) {
    Ipv4Address source = new Ipv4Address(Ipv4.source(bytes, ip));
    Ipv4Address destination = new Ipv4Address(Ipv4.destination(bytes, ip));
    out.step(packet, new Step.Decapsulated(source, destination, vni));
  }
}
