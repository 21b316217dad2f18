package io.azimux.packet;

/**
 * The identity of a flow as seen in one packet.
 *
 * @param source source IPv4 address
 * @param destination destination IPv4 address
 * @param protocol IP protocol number, 0..255
 * @param sourcePort 0..65535; 0 where the protocol has no ports
 * @param destinationPort 0..65535; 0 where the protocol has no ports
 */
public record FiveTuple(
    Ipv4Address source,
    Ipv4Address destination,
    int protocol,
    int sourcePort,
    int destinationPort) {

  /** Makes a tuple from raw address bits. */
  public static FiveTuple of(
      int source, int destination, int protocol, int sourcePort, int destinationPort) {
    return new FiveTuple(
        new Ipv4Address(source),
        new Ipv4Address(destination),
        protocol,
        sourcePort,
        destinationPort);
  }

  /** The tuple held in a flow key; see {@link FlowKey}. */
  public static FiveTuple ofKey(long high, long low) {
    return of(
        FlowKey.source(high),
        FlowKey.destination(high),
        FlowKey.protocol(low),
        FlowKey.sourcePort(low),
        FlowKey.destinationPort(low));
  }

  /** The same flow seen from the other end. */
  public FiveTuple reversed() {
    return new FiveTuple(destination, source, protocol, destinationPort, sourcePort);
  }

  /** High word of the flow key. */
  public long keyHigh() {
    return FlowKey.high(source.bits(), destination.bits());
  }

  /** Low word of the flow key, with a zero scope. */
  public long keyLow() {
    return FlowKey.low(sourcePort, destinationPort, protocol, 0);
  }

  @Override
  public String toString() {
    return source + ":" + sourcePort + " > " + destination + ":" + destinationPort;
  }
}
