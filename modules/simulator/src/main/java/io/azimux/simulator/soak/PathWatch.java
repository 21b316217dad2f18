package io.azimux.simulator.soak;

import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Tcp;
import io.azimux.simulator.Tap;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * I4 and a part of I5, from every frame: what comes into a MUX is for a frontend or for the MUX
 * itself, and is from no frontend, so no answer passes a MUX. It also tells when clients close.
 */
final class PathWatch implements Tap {
  private final FlowWatch flows;
  private final Consumer<Violation> found;
  private final Set<Integer> frontends = new LinkedHashSet<>();
  private final Map<String, Integer> muxes = new LinkedHashMap<>();
  private final Set<String> clients;

  PathWatch(
      Wiring wiring, List<Ipv4Address> frontends, FlowWatch flows, Consumer<Violation> found) {
    this.flows = flows;
    this.found = found;
    frontends.forEach(frontend -> this.frontends.add(frontend.bits()));
    for (String mux : wiring.names(Role.MUX)) {
      muxes.put(mux, wiring.element(mux).address().bits());
    }
    clients = new LinkedHashSet<>(wiring.names(Role.CLIENT));
  }

  @Override
  public void frame(
      long nanos, String element, int port, boolean outbound, byte[] bytes, int start, int length) {
    int ip = start + Ethernet.HEADER;
    if (length < Ethernet.HEADER + Ipv4.HEADER
        || Ethernet.type(bytes, start) != Ethernet.TYPE_IPV4) {
      return;
    }
    if (outbound && clients.contains(element)) {
      fromClient(nanos, bytes, ip);
    } else if (!outbound) {
      Integer mux = muxes.get(element);
      if (mux != null) {
        intoMux(nanos, element, mux, bytes, ip);
      }
    }
  }

  private void fromClient(long nanos, byte[] bytes, int ip) {
    int tcp = ip + Ipv4.HEADER;
    if (Ipv4.protocol(bytes, ip) == Ipv4.TCP
        && (Tcp.flags(bytes, tcp) & (Tcp.FIN | Tcp.RST)) != 0) {
      FiveTuple flow =
          new FiveTuple(
              new Ipv4Address(Ipv4.source(bytes, ip)),
              new Ipv4Address(Ipv4.destination(bytes, ip)),
              Ipv4.TCP,
              Tcp.sourcePort(bytes, tcp),
              Tcp.destinationPort(bytes, tcp));
      flows.closing(flow, nanos);
    }
  }

  private void intoMux(long nanos, String element, int own, byte[] bytes, int ip) {
    int source = Ipv4.source(bytes, ip);
    int destination = Ipv4.destination(bytes, ip);
    if (frontends.contains(source)) {
      String text = "an answer from " + new Ipv4Address(source) + " came into " + element;
      found.accept(new Violation("I4", nanos, text));
    } else if (destination != own && !frontends.contains(destination)) {
      String text = element + " got a packet for " + new Ipv4Address(destination);
      found.accept(new Violation("I5", nanos, text));
    }
  }
}
