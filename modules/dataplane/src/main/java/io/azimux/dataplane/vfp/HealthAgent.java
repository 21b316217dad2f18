package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.HealthReport;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.BackendAddressPool;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host's agent: probes the guests of this host that are in a pool with a probe, from the
 * address 168.63.129.16, and reports to the controller. Its segments pass the NIC's layers like any
 * others, so a security rule that denies them takes the backend down.
 */
final class HealthAgent {
  /** 168.63.129.16, from which Azure's probes come, whatever the host. */
  static final int ADDRESS = Ipv4Address.parse("168.63.129.16").bits();

  /** Probes of one host begin within this time of its first policy, so that they are spread. */
  static final int SPREAD_NANOS = 50_000_000;

  private static final int TTL = 64;
  private static final int WINDOW = 65535;

  private final NicTable nics;
  private final List<Probe> probes;
  private final boolean[] begun;
  private final String controller;
  private final long firstTimer;
  private final RandomSource random;

  /**
   * Makes the agent of a host.
   *
   * @param firstTimer key of the first probe's timer; the others follow
   */
  HealthAgent(World world, NicTable nics, long firstTimer, RandomSource random) {
    this.nics = nics;
    this.probes = probesOf(world, nics);
    this.begun = new boolean[probes.size()];
    this.controller = world.controller().name();
    this.firstTimer = firstTimer;
    this.random = random;
  }

  /** One probe for each (NIC, probe) that some rule joins, in the order of the world. */
  private static List<Probe> probesOf(World world, NicTable nics) {
    Map<String, Probe> found = new LinkedHashMap<>();
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        for (LoadBalancer.Probe probe : balancer.probes()) {
          if (probe.name().equals(rule.probe())) {
            members(balancer, rule).forEach(member -> add(found, nics, member, probe));
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static List<String> members(LoadBalancer balancer, LoadBalancingRule rule) {
    List<String> members = new ArrayList<>();
    for (BackendAddressPool pool : balancer.backendAddressPools()) {
      if (pool.name().equals(rule.backendAddressPool())) {
        members.addAll(pool.backendIPConfigurations());
      }
    }
    return members;
  }

  private static void add(
      Map<String, Probe> found, NicTable nics, String member, LoadBalancer.Probe probe) {
    for (int nic = 0; nic < nics.size(); nic++) {
      if (nics.nic(nic).id().equals(member)) {
        long interval = probe.interval().toNanos();
        found.putIfAbsent(
            member + " " + probe.name(),
            new Probe(nic, member, probe.name(), probe.port(), interval, probe.probeThreshold()));
      }
    }
  }

  /** A policy has come: NICs that it names, and that were not probed yet, are from now on. */
  void onPolicy(HostPolicy policy, long nowNanos, Outbox out) {
    for (int i = 0; i < probes.size(); i++) {
      if (!begun[i] && policy.nic(probes.get(i).nic()) != null) {
        begun[i] = true;
        out.timer(firstTimer + i, nowNanos + random.nextInt(SPREAD_NANOS));
      }
    }
  }

  /** True where the timer is one of the agent's. */
  boolean ownsTimer(long key) {
    return key >= firstTimer && key < firstTimer + probes.size();
  }

  /** A probe is due. */
  void onTimer(long key, long nowNanos, Pipeline pipeline, Outbox out) {
    Probe probe = probes.get((int) (key - firstTimer));
    if (probe.begin((int) random.nextLong(), wire(probe, nowNanos, pipeline, out))) {
      report(probe, out);
    }
    out.timer(key, nowNanos + probe.periodNanos());
    pipeline.deliverLocal(nowNanos, out);
  }

  /** Takes a packet that a guest sent to the agent's address, and ends it. */
  void take(int nic, Batch batch, int i, long nowNanos, Pipeline pipeline, Outbox out) {
    int packet = batch.packet(i);
    byte[] bytes = out.arena().bytes();
    int ip = batch.ip(i, out.arena());
    int at = batch.transport(i, out.arena());
    Probe probe = Ipv4.protocol(bytes, ip) == Ipv4.TCP ? find(nic, bytes, at) : null;
    if (probe == null) {
      Endings.finish(packet, Disposition.NO_LISTENER, "no probe waits for it", out);
      return;
    }
    int length = Ipv4.totalLength(bytes, ip) - Ipv4.headerLength(bytes, ip);
    if (!Tcp.checksumHolds(bytes, at, length, Ipv4.source(bytes, ip), ADDRESS)) {
      Endings.finish(packet, Disposition.BAD_CHECKSUM, "TCP checksum of a probe's answer", out);
      return;
    }
    int payload = length - Tcp.headerLength(bytes, at);
    int flags = Tcp.flags(bytes, at);
    int sequence = Tcp.sequence(bytes, at);
    int acknowledgment = Tcp.acknowledgment(bytes, at);
    Endings.finish(packet, Disposition.DELIVERED, "health probe", out);
    Probe.Wire wire = wire(probe, nowNanos, pipeline, out);
    if (probe.segment(sequence, acknowledgment, flags, payload, wire)) {
      report(probe, out);
    }
  }

  private @Nullable Probe find(int nic, byte[] bytes, int tcp) {
    int guestPort = Tcp.sourcePort(bytes, tcp);
    int ownPort = Tcp.destinationPort(bytes, tcp);
    for (Probe probe : probes) {
      if (probe.owns(nic, guestPort, ownPort)) {
        return probe;
      }
    }
    return null;
  }

  /** Reports after each result, so a report is repeated every interval and a lost one heals. */
  private void report(Probe probe, Outbox out) {
    if (probe.decided()) {
      out.tell(controller, new HealthReport(probe.backend(), probe.name(), probe.healthy()));
    }
  }

  private Probe.Wire wire(Probe probe, long nowNanos, Pipeline pipeline, Outbox out) {
    return (sourcePort, sequence, acknowledgment, flags) -> {
      int packet = out.arena().allocate();
      if (packet != PacketArena.FULL) {
        LocalNic nic = nics.nic(probe.nic());
        write(out.arena(), packet, nic);
        byte[] bytes = out.arena().bytes();
        int at = out.arena().start(packet) + Ethernet.HEADER + Ipv4.HEADER;
        Tcp.write(bytes, at, sourcePort, probe.port(), sequence, acknowledgment, flags, WINDOW);
        Tcp.setChecksum(bytes, at, Tcp.HEADER, ADDRESS, nic.address());
        pipeline.fromAgent(nic.number(), packet, nowNanos, out);
      }
    };
  }

  private static void write(PacketArena arena, int packet, LocalNic nic) {
    byte[] bytes = arena.bytes();
    int at = arena.start(packet);
    int length = Ipv4.HEADER + Tcp.HEADER;
    arena.setLength(packet, Ethernet.HEADER + length);
    Ethernet.write(bytes, at, nic.mac(), MacAddress.FABRIC.bits(), Ethernet.TYPE_IPV4);
    Ipv4.write(bytes, at + Ethernet.HEADER, length, TTL, Ipv4.TCP, ADDRESS, nic.address());
  }

  /** Reports how the backends stand, a NIC once: up where every probe of it is answered. */
  void measure(Meter meter) {
    Map<String, Boolean> health = new LinkedHashMap<>();
    long successes = 0;
    long failures = 0;
    for (Probe probe : probes) {
      health.merge(probe.backend(), probe.healthy(), Boolean::logicalAnd);
      successes += probe.successes();
      failures += probe.failures();
    }
    health.forEach((nic, up) -> meter.reading(Measure.PROBE_HEALTHY, nic, up ? 1 : 0));
    meter.reading(Measure.PROBES, "success", successes);
    meter.reading(Measure.PROBES, "failure", failures);
  }
}
