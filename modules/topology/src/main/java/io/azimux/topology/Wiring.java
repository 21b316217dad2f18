package io.azimux.topology;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which port of which element is wired to which other, derived from a {@link World}.
 *
 * <p>Every router is wired to every client, MUX and host, in this order; a host's first ports go to
 * the routers, the others to the NICs of its guests. The controller has no port: it only exchanges
 * messages.
 */
public final class Wiring {
  /** What an element is. */
  public enum Role {
    ROUTER,
    MUX,
    HOST,
    VM,
    CLIENT,
    CONTROLLER
  }

  /**
   * One end of a link.
   *
   * @param name name of the interface, {@code eth0} or {@code to-mux-1}
   * @param address address of the element at this port
   * @param peer element at the other end
   * @param peerPort port there
   */
  public record Port(String name, Ipv4Address address, String peer, int peerPort) {
    /** Ethernet address of this end. */
    public MacAddress mac() {
      return MacAddress.of(address);
    }
  }

  /** An element with its ports, numbered from 0. */
  public record Element(String name, Role role, Ipv4Address address, List<Port> ports) {}

  private final Map<String, Element> elements;
  private final Set<String> standby;

  private Wiring(Map<String, Element> elements, Set<String> standby) {
    this.elements = elements;
    this.standby = standby;
  }

  /** Wires a world. */
  public static Wiring of(World world) {
    Set<String> standby =
        world.muxes().stream()
            .filter(MuxSpec::standby)
            .map(MuxSpec::name)
            .collect(Collectors.toUnmodifiableSet());
    return new Wiring(new WiringPlan(world).elements(), standby);
  }

  /** All elements, routers first, in the order of the file. */
  public List<Element> elements() {
    return List.copyOf(elements.values());
  }

  /** Names of all elements of a role, in order. */
  public List<String> names(Role role) {
    return elements.values().stream().filter(e -> e.role() == role).map(Element::name).toList();
  }

  /** How many elements of a role are started from the beginning. */
  public int expected(Role role) {
    return (int) names(role).stream().filter(name -> !standby.contains(name)).count();
  }

  /** The element of this name, if there is one. */
  public Optional<Element> find(String name) {
    return Optional.ofNullable(elements.get(name));
  }

  /** The element of this name; the caller knows that it exists. */
  public Element element(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no element '" + name + "'"));
  }

  /** Collects ports while links are laid, so that both ends know each other's number. */
  private static final class WiringPlan {
    private final Map<String, Element> elements = new LinkedHashMap<>();

    WiringPlan(World world) {
      world.routers().forEach(spec -> add(spec.name(), Role.ROUTER, spec.address()));
      world.muxes().forEach(spec -> add(spec.name(), Role.MUX, spec.address()));
      world.hosts().forEach(spec -> add(spec.name(), Role.HOST, spec.address()));
      world.clients().forEach(client -> add(client.name(), Role.CLIENT, client.address()));
      add(world.controller().name(), Role.CONTROLLER, world.controller().address());
      for (RouterSpec router : world.routers()) {
        world.clients().forEach(client -> link(router.name(), client.name()));
        world.muxes().forEach(mux -> link(router.name(), mux.name()));
        world.hosts().forEach(host -> link(router.name(), host.name()));
      }
      world.virtualMachines().forEach(this::addMachine);
    }

    Map<String, Element> elements() {
      return elements;
    }

    private void add(String name, Role role, Ipv4Address address) {
      elements.put(name, new Element(name, role, address, new ArrayList<>()));
    }

    private void link(String one, String other) {
      Element a = find(one);
      Element b = find(other);
      int portOfA = a.ports().size();
      int portOfB = b.ports().size();
      a.ports().add(new Port("to-" + other, a.address(), other, portOfB));
      b.ports().add(new Port("to-" + one, b.address(), one, portOfA));
    }

    private void addMachine(VirtualMachine machine) {
      List<NetworkInterface> nics = machine.networkInterfaces();
      add(machine.name(), Role.VM, nics.get(0).privateIPAddress());
      Element guest = find(machine.name());
      Element host = find(machine.host());
      for (NetworkInterface nic : nics) {
        Ipv4Address address = nic.privateIPAddress();
        int portOfGuest = guest.ports().size();
        int portOfHost = host.ports().size();
        guest.ports().add(new Port(nic.name(), address, host.name(), portOfHost));
        host.ports().add(new Port(nic.id(), address, guest.name(), portOfGuest));
      }
    }

    private Element find(String name) {
      Element element = elements.get(name);
      if (element == null) {
        throw new IllegalArgumentException("no element '" + name + "'");
      }
      return element;
    }
  }
}
