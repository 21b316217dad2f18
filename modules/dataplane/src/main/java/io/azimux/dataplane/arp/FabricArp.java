package io.azimux.dataplane.arp;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Arp;
import io.azimux.packet.Ethernet;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;

/**
 * Answers ARP as Azure's fabric does: every address but the asker's own is at one Ethernet address.
 * So nothing of a guest's ARP is believed, and there is no table to fill. The request becomes the
 * reply in place.
 *
 * <p>Not answered are a probe for the guest's own address (RFC 5227 section 2.1.1), or it would
 * take itself for a double, and an announcement, in which sender and target are equal: nobody waits
 * for an answer, and one would look like a conflict.
 */
public final class FabricArp {
  private FabricArp() {}

  /** True where the frame is ARP by its type. */
  public static boolean isArp(PacketArena arena, int packet) {
    return arena.length(packet) >= Ethernet.HEADER
        && Ethernet.type(arena.bytes(), arena.start(packet)) == Ethernet.TYPE_ARP;
  }

  /**
   * Takes an ARP frame: answers it, or ends it.
   *
   * @param mac of the guest, in the low 48 bits
   * @param address of the guest
   * @param port by which it came, and the answer goes
   */
  public static void take(int packet, long mac, int address, int port, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int at = start + Ethernet.HEADER;
    if (!Arp.isWhole(bytes, at, arena.length(packet) - Ethernet.HEADER)) {
      out.finish(packet, Disposition.MALFORMED);
      return;
    }
    int wanted = Arp.targetAddress(bytes, at);
    int asker = Arp.senderAddress(bytes, at);
    if (Arp.operation(bytes, at) != Arp.REQUEST || wanted == address || wanted == asker) {
      out.finish(packet, Disposition.DELIVERED);
      return;
    }
    long fabric = MacAddress.FABRIC.bits();
    Arp.write(bytes, at, Arp.REPLY, fabric, wanted, mac, asker);
    Ethernet.write(bytes, start, mac, fabric, Ethernet.TYPE_ARP);
    out.transmit(port, packet);
  }
}
