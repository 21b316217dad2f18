package io.azimux.dataplane.mux;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Vxlan;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings;
import io.azimux.topology.Settings.BackendMap;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.TreeMap;

/** A MUX between two routers, and what a test sends to it and reads back. */
final class MuxFixture {
  static final long SECOND = 1_000_000_000L;
  static final int SWEEP = 3;

  final RecordingOutbox out = new RecordingOutbox();
  final Mux mux;
  final Wiring wiring;
  long now;
  private long version;

  MuxFixture(Settings settings) {
    World world = Lab.world(2, 4, settings);
    wiring = Wiring.of(world);
    mux = Mux.of(world, wiring, "mux-1", new RandomSource(1));
  }

  MuxFixture() {
    this(BackendMap.MAGLEV, 1000);
  }

  /** A MUX that keeps its flows to itself. */
  MuxFixture(BackendMap map, int capacity) {
    this(
        Lab.settings(Ecmp.Kind.HASH_THRESHOLD, map, capacity)
            .withReplication(Replication.DEFAULTS.with(Replication.Mode.NONE)));
  }

  /** The MUX learns rules, and where the first {@code backends} backends run. */
  MuxFixture with(int backends, FrontendRule... rules) {
    goal(rules);
    for (int i = 1; i <= backends; i++) {
      mux.onMessage(Lab.CONTROLLER, Lab.resolved(i, Lab.hostA()), now, out);
    }
    out.clear();
    return this;
  }

  void goal(FrontendRule... rules) {
    version++;
    share("goal", Lab.goal(version, rules));
    share("health/host-a", Lab.health(rules));
  }

  /** The store tells a value, with the version of the last goal. */
  void share(String key, PeerMessage value) {
    mux.onMessage(FlowBatch.STORE, new SharedValue(key, version, value), now, out);
  }

  static FiveTuple flow(int sourcePort) {
    return Packets.tcpTuple(Lab.CLIENT.toString(), sourcePort, Lab.FRONTEND.toString(), 22);
  }

  static FiveTuple udpFlow(int sourcePort) {
    return Packets.udpTuple(Lab.CLIENT.toString(), sourcePort, Lab.FRONTEND.toString(), 53);
  }

  /** Sends a TCP packet in; says where it went: a backend's address, or how it ended. */
  /** Lets time pass for a MUX that looks at its table all the while. */
  void passUntil(long nanos) {
    while (now < nanos) {
      now = Math.min(nanos, now + FlowAging.EVERY_NANOS);
      mux.onTimer(SWEEP, now, out);
    }
  }

  String tcp(FiveTuple flow, int flags) {
    return send(Packets.tcp(out.arena(), flow, flags));
  }

  String udp(FiveTuple flow) {
    return send(Packets.udp(out.arena(), flow, (byte) 1));
  }

  String send(int packet) {
    out.clear();
    mux.onBurst(0, Packets.burst(packet), now, out);
    String result = out.transmitted().isEmpty() ? out.dispositions().toString() : backend(packet);
    out.clear();
    return result;
  }

  /** The backend that an encapsulated packet goes to, read from the inner MAC address. */
  String backend(int packet) {
    int inner = out.arena().start(packet) + Vxlan.OVERHEAD;
    int address = (int) Ethernet.destination(out.arena().bytes(), inner);
    return "nva" + (address - Lab.address(0).bits());
  }

  int outerDestination(int packet) {
    int ip = out.arena().start(packet) + Ethernet.HEADER;
    return Bytes.i32(out.arena().bytes(), ip + 16);
  }

  int outerSource(int packet) {
    return Ipv4.source(out.arena().bytes(), out.arena().start(packet) + Ethernet.HEADER);
  }

  /** Lets time pass, with every sweep in between. */
  void pass(long nanos) {
    long until = now + nanos;
    while (out.timer(SWEEP) <= until) {
      now = out.timer(SWEEP);
      mux.onTimer(SWEEP, now, out);
    }
    now = until;
  }

  double reading(Measure measure, String label) {
    TreeMap<String, Double> readings = new TreeMap<>();
    mux.measure((one, its, value) -> readings.put(one + " " + its, value));
    Double value = readings.get(measure + " " + label);
    if (value == null) {
      throw new IllegalArgumentException(measure + " " + label + " is not among " + readings);
    }
    return value;
  }

  double decisions(Decision decision) {
    return reading(Measure.MUX_DECISIONS, decision.label());
  }

  double evictions(String reason) {
    return reading(Measure.MUX_EVICTIONS, reason);
  }

  double flows() {
    return reading(Measure.MUX_FLOWS, "");
  }
}
