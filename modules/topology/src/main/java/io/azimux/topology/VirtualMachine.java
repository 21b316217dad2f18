package io.azimux.topology;

import io.azimux.topology.iptables.IptablesRule;
import java.util.List;

/**
 * A guest.
 *
 * <p>Either all of its NICs are attached or none. What is behind attached ones is a real kernel:
 * there the other settings say how it is to be configured, which {@code azimux lab} does for guests
 * that it makes, and people do for machines of their own.
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

  /** True where the guest is a real kernel outside. */
  public boolean isAttached() {
    return networkInterfaces.stream().anyMatch(nic -> nic.attached().isPresent());
  }
}
