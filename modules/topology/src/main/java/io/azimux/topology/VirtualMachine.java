package io.azimux.topology;

import io.azimux.topology.iptables.IptablesRule;
import java.util.List;

/**
 * A guest.
 *
 * @param host name of the physical host it runs on
 * @param ipForward {@code net.ipv4.ip_forward} in the guest
 * @param iptables rules in the order in which they were appended
 * @param listens TCP ports with a server behind them
 */
public record VirtualMachine(
    String name,
    String host,
    boolean ipForward,
    List<NetworkInterface> networkInterfaces,
    List<IptablesRule> iptables,
    List<Integer> listens) {
  /** Copies the lists. */
  public VirtualMachine {
    networkInterfaces = List.copyOf(networkInterfaces);
    iptables = List.copyOf(iptables);
    listens = List.copyOf(listens);
  }
}
