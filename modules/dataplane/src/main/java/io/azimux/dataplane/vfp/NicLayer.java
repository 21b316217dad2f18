package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;

/**
 * The layer next to the guest: a NIC without IP forwarding neither sends from nor receives for an
 * address that is not its own. Frontends of rules with floating IP count as its own.
 */
final class NicLayer implements Layer {
  @Override
  public boolean inbound(Passage passage) {
    return check(passage, passage.destination, "destination is not the NIC's address");
  }

  @Override
  public boolean outbound(Passage passage) {
    return check(passage, passage.source, "source is not the NIC's address");
  }

  private static boolean check(Passage passage, int address, String offence) {
    HostPolicy.Nic policy = passage.policy;
    boolean forwards = policy != null && policy.rules().ipForwarding();
    boolean own = address == passage.nic.address();
    boolean floating = passage.rule != null && passage.rule.floatingIp();
    if (own || floating || forwards) {
      if (passage.traced()) {
        String why = own ? "own address" : floating ? "floating IP" : "IP forwarding";
        passage.applied("NIC", passage.nic.id(), why);
      }
      return true;
    }
    return passage.drop(Disposition.NIC_IP_FORWARDING_OFF, offence);
  }
}
