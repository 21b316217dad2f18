package io.azimux.node.message;

import java.util.List;

/** On which host every customer address runs; the value of {@code places} in the shared state. */
public record Places(List<AddressResolved> addresses) implements PeerMessage {
  /** Copies the list. */
  public Places {
    addresses = List.copyOf(addresses);
  }
}
