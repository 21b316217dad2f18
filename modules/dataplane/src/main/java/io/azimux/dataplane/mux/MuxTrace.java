package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.AddressDirectory;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;

/** Trace steps of a MUX. Every method looks at the packet's mark first. */
final class MuxTrace {
  private final Ipv4Address mux;
  private final Uplinks uplinks;
  private final AddressDirectory directory;

  MuxTrace(Ipv4Address mux, Uplinks uplinks, AddressDirectory directory) {
    this.mux = mux;
    this.uplinks = uplinks;
    this.directory = directory;
  }

  private static boolean isMarked(int packet, Outbox out) {
    return out.arena().mark(packet) != 0;
  }

  void received(int port, int packet, Outbox out) {
    if (isMarked(packet, out)) {
      PacketSummary summary = PacketSummary.of(out.arena(), packet);
      out.step(packet, new Step.Received(uplinks.name(port), summary));
    }
  }

  void matched(int packet, Rule rule, Outbox out) {
    if (isMarked(packet, out)) {
      String verdict = "pool of " + rule.spec().backends().size();
      out.step(packet, new Step.RuleMatched("load-balancing rules", rule.spec().name(), verdict));
    }
  }

  void lookedUp(int packet, Decision decision, long high, long low, Outbox out) {
    if (isMarked(packet, out)) {
      FiveTuple key = FiveTuple.ofKey(high, low);
      out.step(packet, new Step.FlowLookup("flow table", decision.label(), key));
    }
  }

  void chosen(int packet, Rule rule, long hash, int slot, String backend, Outbox out) {
    if (isMarked(packet, out)) {
      String name = rule.spec().name();
      out.step(packet, new Step.BackendChosen(name, hash, slot, rule.slots(), backend));
    }
  }

  void tunnelled(int port, int packet, int vni, int index, boolean cached, Outbox out) {
    if (isMarked(packet, out)) {
      Ipv4Address customer = new Ipv4Address(directory.customer(index));
      Ipv4Address host = new Ipv4Address(directory.host(index));
      String name = directory.hostName(index);
      out.step(packet, new Step.AddressResolved(customer, host, name, vni, cached));
      out.step(packet, new Step.Encapsulated(mux, host, vni));
      PacketSummary summary = PacketSummary.of(out.arena(), packet);
      out.step(packet, new Step.Sent(uplinks.name(port), summary));
    }
  }

  void finish(int packet, Disposition disposition, String detail, Outbox out) {
    if (isMarked(packet, out)) {
      out.step(packet, new Step.Finished(disposition, detail));
    }
    out.finish(packet, disposition);
  }
}
