package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Arp;
import io.azimux.packet.Ethernet;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;

/**
 * Answers a guest's ARP as Azure's fabric does: every address but the guest's own is at one
 * Ethernet address. The request becomes the reply in place.
 */
final class ArpResponder {
  private ArpResponder() {}

  /** Takes an ARP frame that came from a NIC: answers it, or ends it. */
  static void take(LocalNic nic, int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int at = start + Ethernet.HEADER;
    if (!Arp.isWhole(bytes, at, arena.length(packet) - Ethernet.HEADER)) {
      Endings.finish(packet, Disposition.MALFORMED, "ARP cut off or not for IPv4", out);
      return;
    }
    int wanted = Arp.targetAddress(bytes, at);
    if (Arp.operation(bytes, at) != Arp.REQUEST || wanted == nic.address()) {
      Endings.finish(packet, Disposition.DELIVERED, "ARP that wants no answer", out);
      return;
    }
    long fabric = MacAddress.FABRIC.bits();
    int guest = Arp.senderAddress(bytes, at);
    Arp.write(bytes, at, Arp.REPLY, fabric, wanted, nic.mac(), guest);
    Ethernet.write(bytes, start, nic.mac(), fabric, Ethernet.TYPE_ARP);
    out.transmit(nic.port(), packet);
  }
}
