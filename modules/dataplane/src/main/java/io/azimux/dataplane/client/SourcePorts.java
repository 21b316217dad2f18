package io.azimux.dataplane.client;

/**
 * Source ports in the order in which they are tried: from 32768, where Linux begins, up to 65535,
 * and then from 1024. So 64512 connections to one server can be alive at once.
 */
final class SourcePorts {
  static final int FIRST = 32768;
  static final int LAST = 65535;
  static final int LOWEST = 1024;

  private int next = FIRST;

  /** The next port to try. */
  int next() {
    int port = next;
    next = port == LAST ? LOWEST : port + 1;
    return port;
  }
}
