package io.azimux.benchmarks.walk;

import io.azimux.benchmarks.Path;
import io.azimux.control.Controller;
import io.azimux.dataplane.Elements;
import io.azimux.node.Disposition;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;

/**
 * The seed's walk there and back with a number of established flows: client, router, MUX, router,
 * host, NVA, host, router, host, server, and back past the MUX. Every packet is verified at both
 * ends.
 */
public final class WholeWalk implements Path {
  private static final int ARENA = 4096;
  static final int BURST = 256;

  private final DirectHost host;
  private final FlowSource source;
  private final Outbox out;
  private final int flows;
  private final int stride;
  private int cursor;
  private long sent;

  /**
   * Builds the world and establishes every flow.
   *
   * @param flows 1..1000000
   */
  public WholeWalk(int flows) {
    this.flows = flows;
    this.stride = coprime(flows);
    World world = WalkWorld.forFlows(flows);
    Wiring wiring = Wiring.of(world);
    RandomSource random = new RandomSource(20230520);
    source = new FlowSource(wiring.element(WalkWorld.CLIENT));
    host = new DirectHost(wiring, element -> node(world, wiring, element, random), ARENA);
    out = host.outbox(WalkWorld.CLIENT);
    MacAddress[] routers =
        wiring.element(WalkWorld.CLIENT).ports().stream()
            .map(port -> wiring.element(port.peer()).ports().get(port.peerPort()).mac())
            .toArray(MacAddress[]::new);
    host.start();
    host.pass(3000);
    establish(routers);
  }

  private Node node(World world, Wiring wiring, Wiring.Element element, RandomSource random) {
    if (element.name().equals(WalkWorld.CLIENT)) {
      return source;
    }
    if (element.name().equals(WalkWorld.SERVER)) {
      return new Reflector(element);
    }
    return element.role() == Wiring.Role.CONTROLLER
        ? Controller.of(world, wiring, element.name(), random.fork(element.name()))
        : Elements.create(world, wiring, element.name(), random.fork(element.name()));
  }

  private void establish(MacAddress[] routers) {
    for (int flags : new int[] {Tcp.SYN, Tcp.ACK}) {
      source.flags(flags);
      source.towards(routers);
      for (int sent = 0; sent < flows; sent += BURST) {
        walk(Math.min(BURST, flows - sent));
      }
      host.pass(1);
    }
    source.flags(Tcp.PSH | Tcp.ACK);
    source.towards(routers);
    require(sent);
  }

  /**
   * Sends a burst of segments, each of another flow, in an order without locality, waits for every
   * answer and verifies them.
   *
   * @return packets, there and back
   * @throws IllegalStateException where one did not come back right
   */
  @Override
  public int forward() {
    walk(BURST);
    require(sent);
    return 2 * BURST;
  }

  private void walk(int packets) {
    for (int i = 0; i < packets; i++) {
      cursor += stride;
      cursor -= cursor >= flows ? flows : 0;
      source.send(cursor, out);
    }
    sent += packets;
    host.settle();
  }

  private void require(long answers) {
    if (source.verified() == answers && source.broken() == 0) {
      return;
    }
    StringBuilder ends = new StringBuilder();
    for (Disposition disposition : Disposition.values()) {
      if (host.finished(disposition) > 0) {
        ends.append(' ').append(disposition.label()).append('=').append(host.finished(disposition));
      }
    }
    throw new IllegalStateException(
        "of "
            + answers
            + " segments "
            + source.verified()
            + " came back right, "
            + source.broken()
            + " wrong;"
            + ends);
  }

  /** A step through all flows that visits each once and is never close to the one before. */
  private static int coprime(int flows) {
    int candidate = Math.max(1, (int) (flows * 0.6180339887));
    while (gcd(candidate, flows) != 1) {
      candidate++;
    }
    return candidate;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
