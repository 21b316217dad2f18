package io.azimux.gateway.socket;

import java.util.Locale;

/** How sockets are read and written. */
public enum Transport {
  /** The native one where it works, else NIO. */
  AUTO,
  /** Linux' epoll with many datagrams in one system call (recvmmsg, sendmmsg, UDP_SEGMENT). */
  EPOLL,
  /** What the JDK has: one datagram in each system call. */
  NIO;

  /** Name in settings: {@code auto}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
