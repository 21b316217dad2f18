package io.azimux.topology.file;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Vxlan;
import io.azimux.topology.Attached;
import io.azimux.topology.Attached.Endpoint;
import io.azimux.topology.NetworkInterface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where links to the outside are tunnelled. */
final class AttachedSection {
  static final String KEY = "attached";

  private static final int FIRST_MULTICAST = 224;

  private final Names names;

  /** Whose process opens a socket. */
  private final Map<Endpoint, String> owners = new LinkedHashMap<>();

  AttachedSection(Names names) {
    this.names = names;
  }

  /**
   * Reads one link.
   *
   * @param owner host or client whose process opens the socket
   */
  Optional<Attached> read(Value value, String owner) {
    if (!value.isPresent()) {
      return Optional.empty();
    }
    Fields fields = value.fields("listen", "vni", "peer", "mtu");
    Value listenAt = fields.required("listen");
    Endpoint listen = endpoint(listenAt);
    Value vniAt = fields.required("vni");
    int vni = vniAt.integer(1, Vxlan.MAX_VNI);
    if (listenAt.isPresent() && !listenAt.isBroken()) {
      own(listen, listenAt, owner);
      if (vniAt.isPresent()) {
        names.declare("VNI at " + listen, Integer.toString(vni), vniAt);
      }
    }
    Value peerAt = fields.optional("peer");
    Endpoint peer = endpoint(peerAt);
    if (peerAt.isPresent() && !peerAt.isBroken() && peer.equals(listen)) {
      peerAt.problem(peer + " is where this end listens");
    }
    Value mtu = fields.optional("mtu");
    return Optional.of(
        new Attached(
            listen,
            vni,
            peerAt.isPresent() ? Optional.of(peer) : Optional.empty(),
            mtu.isPresent()
                ? mtu.integer(Attached.LEAST_MTU, Attached.MOST_MTU)
                : Attached.MOST_MTU));
  }

  /** One process opens a socket: its links are those of one host, or of one client. */
  private void own(Endpoint listen, Value at, String owner) {
    String earlier = owners.putIfAbsent(listen, owner);
    if (earlier != null && !earlier.equals(owner)) {
      at.problem(listen + " is already where " + earlier + " listens", "an address of its own");
    }
  }

  private static Endpoint endpoint(Value value) {
    Endpoint none = new Endpoint(Value.NO_ADDRESS, 0);
    String text = value.text();
    if (text.isEmpty()) {
      return none;
    }
    String valid = "address and port, as in 10.254.0.1:" + Vxlan.PORT;
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("[0-9]{1,5}")) {
      value.problem("'" + text + "' has no port", valid);
      return none;
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      value.problem("port " + port + " is out of range", "1..65535");
      return none;
    }
    try {
      Ipv4Address address = Ipv4Address.parse(text.substring(0, colon));
      int first = address.bits() >>> 24;
      if (first == 0 || first >= FIRST_MULTICAST) {
        value.problem(address + " is not the address of one machine", valid);
      }
      return new Endpoint(address, number);
    } catch (IllegalArgumentException e) {
      value.problem(String.valueOf(e.getMessage()), valid);
      return none;
    }
  }

  /** A guest is emulated or real, not both. */
  static void checkMachine(Value nicList, List<NetworkInterface> nics) {
    long outside = nics.stream().filter(nic -> nic.attached().isPresent()).count();
    if (outside > 0 && outside < nics.size()) {
      nicList.problem("some NICs are attached, others are not; either all are or none");
    }
  }
}
