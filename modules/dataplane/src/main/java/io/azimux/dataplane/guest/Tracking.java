package io.azimux.dataplane.guest;

import io.azimux.packet.FlowKey;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;

/** What a packet does to the connection it belongs to. */
final class Tracking {
  private Tracking() {}

  /** What matters of a packet to its connection: TCP flags, ICMP type, else 0. */
  static int kind(byte[] bytes, int transport, int protocol) {
    if (protocol == Ipv4.TCP) {
      return Tcp.flags(bytes, transport);
    }
    return protocol == Ipv4.ICMP ? Icmp.type(bytes, transport) : 0;
  }

  /**
   * Notes a packet in its connection's record.
   *
   * @param word the record's word, perhaps with a new path
   * @return the word stored, or {@link StateWord#INVALID} or {@link StateWord#REOPENED}, with which
   *     nothing was
   */
  static long advance(Connections connections, int reference, long word, int kind, long nowNanos) {
    int protocol = FlowKey.protocol(connections.low(reference));
    long age = connections.age(reference, nowNanos);
    long after = StateWord.after(word, reference & 1, protocol, kind, age);
    if (after == StateWord.INVALID || after == StateWord.REOPENED) {
      return after;
    }
    if ((after & StateWord.IGNORED) == 0) {
      connections.touch(reference, nowNanos);
    }
    long stored = after & ~StateWord.IGNORED;
    connections.setWord(reference, stored);
    return stored;
  }

  /**
   * Ends a connection with a reset before any reply, as Linux does: a refused SYN leaves nothing
   * behind.
   *
   * @param before the record's word before this packet
   */
  static void endIfRefused(Connections connections, int reference, long before, int kind) {
    if ((before & StateWord.SEEN_REPLY) == 0
        && (kind & Tcp.RST) != 0
        && FlowKey.protocol(connections.low(reference)) == Ipv4.TCP) {
      connections.remove(reference);
    }
  }

  /** The paths of all connections are no longer known: what they followed from has changed. */
  static void forgetPaths(Connections connections) {
    for (int number = 0; number < connections.capacity(); number++) {
      int reference = number << 1;
      if (connections.low(reference) != 0) {
        long word = StateWord.withPath(connections.word(reference), 0, 0);
        connections.setWord(reference, StateWord.withPath(word, 1, 0));
      }
    }
  }
}
