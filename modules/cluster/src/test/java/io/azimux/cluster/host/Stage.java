package io.azimux.cluster.host;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.azimux.cluster.journal.Journal;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.Wiring;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;

/** One MUX between two routers, hosted by real actors on a local system. */
final class Stage implements AutoCloseable {
  static final int PACKET_CAPACITY = 1000;

  static final Wiring.Element MUX =
      new Wiring.Element(
          "mux-1",
          Wiring.Role.MUX,
          Ipv4Address.parse("10.0.0.1"),
          List.of(port("router-1", 3), port("router-2", 4)));

  /** By how much the clock of elements is ahead of the machine's. */
  final AtomicLong ahead = new AtomicLong();

  final Surroundings surroundings =
      Surroundings.of(
          new Directory(),
          new Journal(64, 1_000_000),
          new ElementRegistry(),
          () -> System.nanoTime() + ahead.get());
  final ActorTestKit kit;

  Stage() {
    Config config =
        ConfigFactory.parseString(
                "pekko.actor.provider = local\n"
                    + "azimux.element-mailbox.packet-capacity = "
                    + PACKET_CAPACITY)
            .withFallback(ConfigFactory.parseResources("azimux.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    kit =
        ActorTestKit.create(
            org.apache.pekko.actor.typed.ActorSystem.create(
                org.apache.pekko.actor.typed.javadsl.Behaviors.empty(),
                "stage",
                ActorSystemSetup.create(BootstrapSetup.create(config), surroundings.registry())));
  }

  private static Wiring.Port port(String peer, int peerPort) {
    return new Wiring.Port("to-" + peer, Ipv4Address.parse("10.0.0.1"), peer, peerPort);
  }

  /** Starts the MUX with this node. */
  ActorRef<ToElement> host(io.azimux.node.Node node) {
    return kit.spawn(NodeActor.of(MUX, () -> node, surroundings), "mux-1", NodeActor.props());
  }

  /** Makes the directory know an actor under a name of its own. */
  void know(String kind, ActorRef<ToElement> actor) {
    surroundings.directory().update(kind, java.util.Set.of(actor));
  }

  ElementStats stats(String element) {
    return surroundings.registry().of(element);
  }

  /** One packet of network control. */
  static PacketBatch control() {
    byte[] frame = new byte[60];
    Ethernet.write(frame, 0, 1, 2, Ethernet.TYPE_IPV4);
    Ipv4.write(frame, Ethernet.HEADER, 46, 255, Ipv4.UDP, 1, 2);
    Ipv4.setNetworkControl(frame, Ethernet.HEADER);
    return new PacketBatch("mux-1", 1, "router-2", frame, new int[] {60}, new int[0]);
  }

  /** Packets of 60 bytes whose first byte is given. */
  static PacketBatch batch(int size, int first, int mark) {
    byte[] frames = new byte[60 * size];
    for (int i = 0; i < size; i++) {
      frames[60 * i] = (byte) first;
    }
    int[] lengths = new int[size];
    Arrays.fill(lengths, 60);
    int[] marks = new int[size];
    Arrays.fill(marks, mark);
    return new PacketBatch("mux-1", 1, "router-2", frames, lengths, marks);
  }

  /** Waits for something that other threads bring about. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never happened: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
