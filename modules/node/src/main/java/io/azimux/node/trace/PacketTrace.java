package io.azimux.node.trace;

import io.azimux.node.TraceMark;
import java.util.List;
import java.util.Optional;

/**
 * The first packets of one connection, each with its way through the cloud.
 *
 * @param trace number of the trace, 1..65535
 * @param packets in order; a packet of which nothing is known is absent
 */
public record PacketTrace(int trace, List<PacketPath> packets) {
  /** Copies the list. */
  public PacketTrace {
    packets = List.copyOf(packets);
  }

  /** The way of a packet, 0 for the SYN. */
  public Optional<PacketPath> packet(int number) {
    return packets.stream().filter(path -> path.packet() == number).findFirst();
  }

  /** True where SYN, SYN-ACK and ACK all reached their endpoints with every hop reported. */
  public boolean isComplete() {
    return packets.size() == TraceMark.PACKETS && packets.stream().allMatch(PacketPath::isComplete);
  }
}
