package io.azimux.benchmarks;

import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Vxlan;
import java.util.HashMap;
import java.util.Map;

/**
 * The same path as one writes it first: packet by packet, a record as key, a {@link HashMap} of
 * objects. Parsing, bytes and tunnel header are the same code base's, so the difference is the
 * table's and the bursts'.
 */
final class HashMapPath implements Path {
  private record Key(int source, int destination, int protocol, int sourcePort, int port) {}

  private static final class Flow {
    private final int backend;
    private long lastSeen;

    Flow(int backend) {
      this.backend = backend;
    }
  }

  private final Map<Key, Flow> flows = new HashMap<>();
  private final Traffic traffic;
  private final long[] backendMacs = new long[BenchWorld.BACKENDS];
  private long now;

  HashMapPath(int count, int burstSize) {
    traffic = new Traffic(count, burstSize);
    for (int i = 0; i < backendMacs.length; i++) {
      backendMacs[i] = MacAddress.of(BenchWorld.backend(i)).bits();
    }
    PacketArena arena = traffic.arena();
    for (int flow = 0; flow < count; flow += burstSize) {
      Burst burst = traffic.inOrder(flow);
      for (int i = 0; i < burst.size(); i++) {
        int start = arena.start(burst.packet(i));
        Key key = key(arena.bytes(), start, Frame.check(arena.bytes(), start, 100));
        flows.put(key, new Flow(key.hashCode() & BenchWorld.BACKENDS - 1));
      }
    }
  }

  @Override
  public int forward() {
    Burst burst = traffic.next();
    now += 1000;
    for (int i = 0; i < burst.size(); i++) {
      forward(burst.packet(i));
    }
    return burst.size();
  }

  private void forward(int packet) {
    PacketArena arena = traffic.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int transport = Frame.check(bytes, start, arena.length(packet));
    if (transport < 0) {
      throw new IllegalStateException(Frame.describe(transport));
    }
    Key key = key(bytes, start, transport);
    Flow flow = flows.get(key);
    if (flow == null) {
      throw new IllegalStateException("unknown flow " + key);
    }
    if (flow.lastSeen > now) {
      throw new IllegalStateException("time ran backwards");
    }
    flow.lastSeen = now;
    long inner = backendMacs[flow.backend];
    Ethernet.write(bytes, start, inner, MacAddress.FABRIC.bits(), Ethernet.TYPE_IPV4);
    int innerLength = arena.length(packet);
    int outer = arena.push(packet, Vxlan.OVERHEAD);
    Vxlan.encapsulate(
        bytes,
        outer,
        innerLength,
        1,
        2,
        BenchWorld.MUX_ADDRESS.bits(),
        BenchWorld.HOST.bits(),
        key.hashCode(),
        BenchWorld.VNI);
    arena.pull(packet, Vxlan.OVERHEAD);
  }

  private static Key key(byte[] bytes, int start, int transport) {
    int ip = start + Ethernet.HEADER;
    return new Key(
        Ipv4.source(bytes, ip),
        Ipv4.destination(bytes, ip),
        Ipv4.protocol(bytes, ip),
        Tcp.sourcePort(bytes, transport),
        Tcp.destinationPort(bytes, transport));
  }
}
