package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Disposition;
import io.azimux.node.Step;
import io.azimux.packet.Ipv4Address;

/**
 * The layer of the virtual network: between customer addresses (CA) and the physical network. A
 * destination inside the network is switched to another NIC of this host or tunnelled to the host
 * that the controller named; one outside is reached only as the reply of a load-balanced flow,
 * which needs no tunnel (direct server return).
 */
final class VnetLayer implements Layer {
  private final NicTable nics;
  private final AddressDirectory directory;
  private final boolean connected;

  /**
   * Makes the layer.
   *
   * @param connected false for a host without a router
   */
  VnetLayer(NicTable nics, AddressDirectory directory, boolean connected) {
    this.nics = nics;
    this.directory = directory;
    this.connected = connected;
  }

  @Override
  public boolean inbound(Passage passage) {
    LocalNic nic = passage.nic;
    passage.leaveTo(Exit.NIC, nic.number(), nic.mac(), nic.id());
    if (passage.traced()) {
      passage.applied("VNET", "vni " + nic.vni(), "to " + nic.id());
    }
    return true;
  }

  @Override
  public boolean outbound(Passage passage) {
    if (passage.destination == HealthAgent.ADDRESS) {
      passage.leaveTo(Exit.AGENT, passage.nic.number(), 0, "");
      passage.applied("VNET", "host agent", "consume");
      return true;
    }
    if (passage.nic.reaches(passage.destination)) {
      return within(passage);
    }
    if (passage.rule != null && connected) {
      passage.leaveTo(Exit.INTERNET, passage.nic.number(), 0, "");
      passage.applied("VNET", "Internet", "direct server return");
      return true;
    }
    return passage.drop(Disposition.NO_ROUTE, "outside the virtual network");
  }

  private boolean within(Passage passage) {
    int vni = passage.nic.vni();
    int local = nics.find(vni, passage.destination);
    if (local == passage.nic.number()) {
      return passage.drop(Disposition.NO_ROUTE, "from a NIC to itself");
    }
    if (local != NicTable.NONE) {
      LocalNic target = nics.nic(local);
      passage.switchTo(target);
      if (passage.traced()) {
        passage.applied("VNET", "vni " + vni, "switch to " + target.id());
      }
      return true;
    }
    int index = directory.find(vni, passage.destination);
    if (index == AddressDirectory.UNKNOWN) {
      return passage.unresolved();
    }
    if (!connected) {
      return passage.drop(Disposition.NO_ROUTE, "no router");
    }
    int host = directory.host(index);
    String name = directory.hostName(index);
    passage.leaveByTunnel(host, vni, directory.mac(index), name);
    if (passage.traced()) {
      Ipv4Address customer = new Ipv4Address(passage.destination);
      boolean cached = !passage.waited();
      passage.step(new Step.AddressResolved(customer, new Ipv4Address(host), name, vni, cached));
      passage.applied("VNET", "vni " + vni, "tunnel to " + name);
    }
    return true;
  }
}
