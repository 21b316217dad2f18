package io.azimux.cluster.attach;

import io.azimux.gateway.AttachedGuest;
import io.azimux.gateway.LinkSettings;
import io.azimux.topology.Attached;
import io.azimux.topology.InternetClient;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork.Subnet;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;

/**
 * A link to the outside.
 *
 * @param element the one whose guest stands there
 * @param name of the link, for people: {@code nva1/eth0}
 * @param door number among the element's doors, from 0
 * @param port number of the element's port that the door is
 */
public record AttachPoint(String element, String name, int door, int port, Attached attached) {

  /** All links of the elements of these names. */
  static List<AttachPoint> of(World world, List<String> elements) {
    List<AttachPoint> points = new ArrayList<>();
    for (InternetClient client : world.clients()) {
      if (elements.contains(client.name()) && client.attached().isPresent()) {
        int port = world.routers().size();
        points.add(
            new AttachPoint(
                client.name(), client.name(), 0, port, client.attached().orElseThrow()));
      }
    }
    for (VirtualMachine machine : world.virtualMachines()) {
      List<NetworkInterface> nics = machine.networkInterfaces();
      for (int i = 0; i < nics.size() && elements.contains(machine.name()); i++) {
        NetworkInterface nic = nics.get(i);
        int door = i;
        nic.attached()
            .map(at -> new AttachPoint(machine.name(), nic.id(), door, nics.size() + door, at))
            .ifPresent(points::add);
      }
    }
    return points;
  }

  /** What stands in an element's place for a guest outside. */
  public static AttachedGuest guest(World world, VirtualMachine machine) {
    List<AttachedGuest.Nic> nics = new ArrayList<>();
    for (NetworkInterface nic : machine.networkInterfaces()) {
      Attached attached = nic.attached().orElseThrow();
      int address = nic.privateIPAddress().bits();
      LinkSettings link = link(attached, nic.mac().bits(), address, gateway(world, nic));
      nics.add(new AttachedGuest.Nic(nic.name(), link));
    }
    return new AttachedGuest(nics);
  }

  /** The link of a client outside. */
  public static LinkSettings link(InternetClient client, long mac) {
    return link(client.attached().orElseThrow(), mac, client.address().bits(), 0);
  }

  private static LinkSettings link(Attached attached, long mac, int address, int gateway) {
    return new LinkSettings(
        attached.vni(),
        mac,
        address,
        gateway,
        attached.listen().port(),
        attached.peer().map(peer -> peer.address().bits()).orElse(0),
        attached.peer().map(Attached.Endpoint::port).orElse(0),
        attached.mtu());
  }

  /** Azure's router of a subnet has its first address. */
  private static int gateway(World world, NetworkInterface nic) {
    String name = nic.subnet().substring(nic.subnet().indexOf('/') + 1);
    return world.networkOf(nic.subnet()).subnets().stream()
        .filter(subnet -> subnet.name().equals(name))
        .map(Subnet::addressPrefix)
        .mapToInt(prefix -> prefix.network() + 1)
        .findFirst()
        .orElse(0);
  }
}
