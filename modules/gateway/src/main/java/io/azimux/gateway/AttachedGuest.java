package io.azimux.gateway;

import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands where an emulated guest would, and hands its frames to a real one outside and back.
 *
 * <p>Ports: the first ones are the guest's NICs, as they are wired to its host. As many follow, in
 * the same order: the tunnels to the outside.
 */
public final class AttachedGuest implements Node {
  /**
   * A NIC of the guest.
   *
   * @param name {@code eth0}
   * @param link the tunnel behind it
   */
  public record Nic(String name, LinkSettings link) {}

  private final List<Nic> nics;
  private final List<TunnelLink> links = new ArrayList<>();

  /** A guest with these NICs, in the order of its ports. */
  public AttachedGuest(List<Nic> nics) {
    this.nics = List.copyOf(nics);
    nics.forEach(nic -> links.add(new TunnelLink(nic.link())));
  }

  @Override
  public void start(long nowNanos, Outbox out) {}

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    int nic = port % links.size();
    TunnelLink link = links.get(nic);
    Directions ways = ways(nic, out);
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      if (port >= links.size()) {
        link.fromGuest(packet, nowNanos, out, ways);
      } else {
        traceReceived(nic, packet, out);
        link.toGuest(packet, out, ways);
      }
    }
  }

  private Directions ways(int nic, Outbox out) {
    return new Directions() {
      @Override
      public void inward(int packet) {
        out.transmit(nic, packet);
      }

      @Override
      public void outward(int packet) {
        out.transmit(links.size() + nic, packet);
      }
    };
  }

  private void traceReceived(int nic, int packet, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      PacketSummary summary = PacketSummary.of(out.arena(), packet);
      out.step(packet, new Step.Received(nics.get(nic).name(), summary));
    }
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {}

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {}

  @Override
  public void measure(Meter meter) {
    LinkReadings.report(links, meter);
  }
}
