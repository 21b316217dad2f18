package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host's agent: probes the guests of this host that are in a pool with a probe, from the
 * address 168.63.129.16, and lets the {@link HealthJournal} write what comes of it. Its segments
 * pass the NIC's layers like any others, so a security rule that denies them takes the backend
 * down.
 */
final class HealthAgent {
  /** 168.63.129.16, from which Azure's probes come, whatever the host. */
  static final int ADDRESS = Ipv4Address.parse("168.63.129.16").bits();

  /** Probes of one host begin within this time of its first policy, so that they are spread. */
  static final int SPREAD_NANOS = 50_000_000;

  private static final int TTL = 64;
  private static final int WINDOW = 65535;

  private final NicTable nics;
  private final HealthJournal journal;
  private final List<Probe> probes = new ArrayList<>();
  private final long firstTimer;
  private final RandomSource random;

  /**
   * Makes the agent of a host.
   *
   * @param host its name
   * @param firstTimer key of the first probe's timer; the others follow
   */
  HealthAgent(String host, NicTable nics, long firstTimer, RandomSource random) {
    this.nics = nics;
    this.journal = new HealthJournal(host, probes);
    this.firstTimer = firstTimer;
    this.random = random;
  }

  /** The host has begun. */
  void start(long nowNanos) {
    journal.start(nowNanos);
  }

  /** Key under which the host's health stands in the shared state. */
  String key() {
    return journal.key();
  }

  /** What stands under the key: written by an earlier life of this host. */
  void onStanding(SharedValue standing, long nowNanos, Outbox out) {
    journal.onStanding(standing, nowNanos, out);
  }

  /**
   * A policy has come: NICs that are in a pool with a probe are probed from now on, those that left
   * it no more.
   */
  void onPolicy(HostPolicy policy, long nowNanos, Outbox out) {
    List<Probe> before = probes.stream().filter(Probe::isWanted).toList();
    before.forEach(probe -> probe.setWanted(false));
    for (int number = 0; number < nics.size(); number++) {
      HostPolicy.Nic nic = policy.nic(number);
      if (nic != null) {
        for (FrontendRule rule : nic.frontends()) {
          if (rule.probe().exists()) {
            want(number, rule.probe(), nowNanos, out);
          }
        }
      }
    }
    before.stream().filter(probe -> !probe.isWanted()).forEach(journal::forget);
  }

  private void want(int nic, HealthProbe wanted, long nowNanos, Outbox out) {
    int i = 0;
    while (i < probes.size() && !probes.get(i).isOf(nic, wanted)) {
      i++;
    }
    if (i == probes.size()) {
      probes.add(new Probe(nic, nics.nic(nic).id(), wanted));
    }
    Probe probe = probes.get(i);
    probe.setWanted(true);
    if (!probe.isRunning()) {
      probe.setRunning(true);
      out.timer(firstTimer + i, nowNanos + random.nextInt(SPREAD_NANOS));
    }
  }

  /** True where the timer is one of the agent's. */
  boolean ownsTimer(long key) {
    return key >= firstTimer && key < firstTimer + probes.size();
  }

  /** A probe is due. */
  void onTimer(long key, long nowNanos, Pipeline pipeline, Outbox out) {
    Probe probe = probes.get((int) (key - firstTimer));
    if (!probe.isWanted()) {
      probe.setRunning(false);
      return;
    }
    if (probe.begin((int) random.nextLong(), wire(probe, nowNanos, pipeline, out))) {
      journal.onResult(probe, nowNanos, out);
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
      journal.onResult(probe, nowNanos, out);
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
      if (probe.isWanted()) {
        health.merge(probe.backend(), probe.healthy(), Boolean::logicalAnd);
      }
      successes += probe.successes();
      failures += probe.failures();
    }
    health.forEach((nic, up) -> meter.reading(Measure.PROBE_HEALTHY, nic, up ? 1 : 0));
    meter.reading(Measure.PROBES, "success", successes);
    meter.reading(Measure.PROBES, "failure", failures);
  }
}
