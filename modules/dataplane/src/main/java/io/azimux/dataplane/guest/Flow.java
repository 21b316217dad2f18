package io.azimux.dataplane.guest;

import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;

/**
 * A tuple on its way through the chains, changed by translations. One per guest, reused for each
 * connection.
 */
final class Flow {
  private int source;
  private int destination;
  private int sourcePort;
  private int destinationPort;
  private int protocol;

  /** Takes the tuple of a key. */
  void set(long high, long low) {
    source = FlowKey.source(high);
    destination = FlowKey.destination(high);
    sourcePort = FlowKey.sourcePort(low);
    destinationPort = FlowKey.destinationPort(low);
    protocol = FlowKey.protocol(low);
  }

  /** Translates the source address. */
  void setSource(int address) {
    source = address;
  }

  /** Translates the source port. */
  void setSourcePort(int port) {
    sourcePort = port;
  }

  /** Translates the destination. */
  void setDestination(int address, int port) {
    destination = address;
    destinationPort = port;
  }

  int source() {
    return source;
  }

  int destination() {
    return destination;
  }

  int sourcePort() {
    return sourcePort;
  }

  int destinationPort() {
    return destinationPort;
  }

  int protocol() {
    return protocol;
  }

  /** High key word of the tuple. */
  long high() {
    return FlowKey.high(source, destination);
  }

  /** Low key word of the tuple. */
  long low() {
    return FlowKey.low(sourcePort, destinationPort, protocol, 0);
  }

  /** High key word of the reply to the tuple. */
  long replyHigh() {
    return FlowKey.high(destination, source);
  }

  /** Low key word of the reply to the tuple. */
  long replyLow() {
    return FlowKey.low(destinationPort, sourcePort, protocol, 0);
  }

  /** The tuple as a value, for traces. */
  FiveTuple tuple() {
    return FiveTuple.of(source, destination, protocol, sourcePort, destinationPort);
  }
}
