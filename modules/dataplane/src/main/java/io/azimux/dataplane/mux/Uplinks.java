package io.azimux.dataplane.mux;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.TunnelHeader;
import io.azimux.topology.Wiring;
import java.util.List;

/** The MUX's ports with what its tunnels need of each. */
final class Uplinks {
  private final Ipv4Address mux;
  private final List<Wiring.Port> ports;
  private final long[] firstWords;
  private final long secondWord;

  Uplinks(Wiring wiring, Wiring.Element mux) {
    this.mux = mux.address();
    ports = mux.ports();
    firstWords = new long[ports.size()];
    long own = MacAddress.of(mux.address()).bits();
    secondWord = TunnelHeader.secondWord(own);
    for (int port = 0; port < firstWords.length; port++) {
      long router = MacAddress.of(wiring.element(ports.get(port).peer()).address()).bits();
      firstWords[port] = TunnelHeader.firstWord(router, own);
    }
  }

  /** Source of all tunnels: the MUX's own address, as bits. */
  int address() {
    return mux.bits();
  }

  String name(int port) {
    return ports.get(port).name();
  }

  long firstWord(int port) {
    return firstWords[port];
  }

  long secondWord() {
    return secondWord;
  }
}
