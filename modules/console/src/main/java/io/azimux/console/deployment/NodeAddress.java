package io.azimux.console.deployment;

import java.net.URI;
import java.util.List;

/**
 * A process to ask.
 *
 * @param name by which people know it
 * @param url base address of its endpoint
 * @param elements that it carries as far as known before it was asked
 */
public record NodeAddress(String name, URI url, List<String> elements) {
  /** Copies the list. */
  public NodeAddress {
    elements = List.copyOf(elements);
  }
}
