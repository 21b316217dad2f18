package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cluster.attach.AttachPoints;
import io.azimux.cluster.attach.GuestFrames;
import io.azimux.cluster.http.NodeClient;
import io.azimux.gateway.socket.Transport;
import io.azimux.node.Disposition;
import io.azimux.node.RandomSource;
import io.azimux.packet.Arp;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Frame;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import io.azimux.packet.capture.PcapngReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs outside as guests of a whole process, by real sockets. */
class AttachedGuestsTest {
  private static final Ipv4Address CLIENT = Ipv4Address.parse("141.192.166.93");
  private static final Ipv4Address ETH0 = Ipv4Address.parse("10.0.1.4");
  private static final Ipv4Address ETH1 = Ipv4Address.parse("10.0.2.4");
  private static final Ipv4Address FRONTEND = Ipv4Address.parse("20.240.9.27");
  private static final FiveTuple FLOW = new FiveTuple(CLIENT, FRONTEND, Ipv4.TCP, 5000, 22);
  private static final FiveTuple AT_NVA = new FiveTuple(CLIENT, ETH0, Ipv4.TCP, 5000, 22);
  private static final int SYN_ACK = Tcp.SYN | Tcp.ACK;

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void aClientOutsideIsServedByAnApplianceOutside(Transport transport) throws Exception {
    try (AttachedWorld world = new AttachedWorld(transport)) {
      byte[] answer = connect(world, FLOW);
      world.client.send(AttachedWorld.CLIENT_VNI, GuestFrames.arp(CLIENT, FRONTEND));
      byte[] reply = world.client.poll(AttachedGuestsTest::isArp, 10_000);
      assertThat(reply).isNotNull();
      assertThat(Arp.senderMac(reply, Ethernet.HEADER)).isEqualTo(MacAddress.FABRIC.bits());
      assertThat(Ipv4.ttl(answer, Ethernet.HEADER)).isLessThan(64);
      int length = answer.length - Frame.MIN;
      assertThat(Tcp.checksumHolds(answer, Frame.MIN, length, FRONTEND.bits(), CLIENT.bits()))
          .isTrue();
      byte[] arrived = world.nva.poll(frame -> GuestFrames.is(frame, AT_NVA, Tcp.SYN), 10_000);
      assertThat(arrived).isNotNull();
      assertThat(Ethernet.source(arrived, 0)).isEqualTo(MacAddress.FABRIC.bits());
    }
  }

  @Test
  void aPacketTooLongForTheApplianceIsAnsweredAndAShorterOnePasses() throws Exception {
    try (AttachedWorld world = new AttachedWorld(Transport.AUTO)) {
      connect(world, FLOW);
      world.client.send(AttachedWorld.CLIENT_VNI, GuestFrames.tcp(CLIENT, FLOW, Tcp.ACK, 1500));
      byte[] error =
          world.client.poll(frame -> GuestFrames.isIcmp(frame, Icmp.UNREACHABLE), 10_000);
      assertThat(error).isNotNull();
      assertThat(Icmp.code(error, Frame.MIN)).isEqualTo(4);
      assertThat(Bytes.u16(error, Frame.MIN + 6)).isEqualTo(AttachedWorld.MTU);
      assertThat(Icmp.checksumHolds(error, Frame.MIN, error.length - Frame.MIN)).isTrue();
      int quoted = Frame.MIN + Icmp.HEADER;
      assertThat(Ipv4.source(error, Ethernet.HEADER)).isEqualTo(FRONTEND.bits());
      assertThat(Ipv4.source(error, quoted)).isEqualTo(CLIENT.bits());
      assertThat(Ipv4.destination(error, quoted)).isEqualTo(FRONTEND.bits());
      assertThat(Bytes.u16(error, quoted + Ipv4.HEADER)).isEqualTo(FLOW.sourcePort());
      byte[] shorter = GuestFrames.tcp(CLIENT, FLOW, Tcp.ACK, AttachedWorld.MTU);
      world.client.send(AttachedWorld.CLIENT_VNI, shorter);
      Predicate<byte[]> whole =
          frame -> frame.length == shorter.length && GuestFrames.is(frame, AT_NVA, Tcp.ACK);
      assertThat(world.nva.poll(whole, 10_000)).isNotNull();
    }
  }

  @Test
  void aCaptureOfAGuestOutsideSeesWhatItsOwnWouldSee() throws Exception {
    try (AttachedWorld world = new AttachedWorld(Transport.AUTO)) {
      connect(world, FLOW);
      NodeClient node =
          new NodeClient(HttpClient.newHttpClient(), URI.create(world.jvm.httpAddress()), "");
      FiveTuple flow = new FiveTuple(CLIENT, FRONTEND, Ipv4.TCP, 5002, 22);
      FiveTuple seen = new FiveTuple(CLIENT, ETH0, Ipv4.TCP, 5002, 22);
      try (InputStream stream = node.capture("nva1")) {
        PcapngReader reader = new PcapngReader(stream);
        connect(world, flow);
        Set<FiveTuple> captured = new LinkedHashSet<>();
        while (captured.size() < 2) {
          byte[] frame = reader.next().orElseThrow().bytes();
          FiveTuple found = GuestFrames.flow(frame);
          if (seen.equals(found) || seen.reversed().equals(found)) {
            captured.add(found);
          }
        }
        assertThat(captured).containsExactly(seen, seen.reversed());
      }
      assertThat(node.metrics())
          .contains("azimux_attach_peers_known{vm=\"nva1\"} 2.0")
          .contains("azimux_attach_peers_known{client=\"remote-pc\"} 1.0")
          .contains("azimux_attach_frames_total{direction=\"in\",vm=\"nva1\"}");
    }
  }

  @Test
  void aHostileGuestIsCountedAndDisturbsNobody() throws Exception {
    try (AttachedWorld world = new AttachedWorld(Transport.AUTO)) {
      connect(world, FLOW);
      RandomSource random = new RandomSource(20_230_520);
      for (int i = 0; i < 20_000; i++) {
        byte[] noise = new byte[random.nextInt(200)];
        for (int at = 0; at < noise.length; at++) {
          noise[at] = (byte) random.nextInt(256);
        }
        world.nva.sendRaw(noise);
      }
      FiveTuple spoofed = new FiveTuple(Ipv4Address.parse("10.0.2.99"), ETH0, Ipv4.TCP, 7, 22);
      for (int i = 0; i < 100; i++) {
        world.nva.send(AttachedWorld.ETH1_VNI, GuestFrames.tcp(ETH1, spoofed, Tcp.SYN));
        world.nva.send(99, GuestFrames.tcp(ETH1, spoofed, Tcp.SYN));
        world.nva.send(AttachedWorld.ETH1_VNI, GuestFrames.tcp(ETH0, spoofed, Tcp.SYN));
        world.nva.send(AttachedWorld.ETH0_VNI, GuestFrames.arp(ETH0, ETH1));
        world.nva.send(AttachedWorld.ETH0_VNI, new byte[1900]);
      }
      await(() -> ended(world, "host-a", Disposition.NIC_IP_FORWARDING_OFF) > 0);
      await(() -> ended(world, "nva1", Disposition.UNKNOWN_VNI) > 0);
      await(() -> ended(world, "nva1", Disposition.SPOOFED_SOURCE) > 0);
      await(() -> ended(world, "nva1", Disposition.MALFORMED) > 0);
      connect(world, new FiveTuple(CLIENT, FRONTEND, Ipv4.TCP, 5001, 22));
      assertThat(world.jvm.hosting().isRunning("nva1")).isTrue();
    }
  }

  @Test
  void anAddressInUseIsNamedWithTheGuestThatNeedsIt() throws Exception {
    try (AttachedWorld world = new AttachedWorld(Transport.AUTO)) {
      assertThatThrownBy(
              () -> AttachPoints.open(world.scenario.world(), List.of("nva1"), Transport.AUTO))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + world.hostPort)
          .hasMessageContaining("in use")
          .hasMessageContaining("nva1/eth0");
    }
  }

  /** Sends SYNs, as a kernel does, until one is answered. */
  private static byte[] connect(AttachedWorld world, FiveTuple flow) throws Exception {
    Predicate<byte[]> wanted = frame -> GuestFrames.is(frame, flow.reversed(), SYN_ACK);
    for (int i = 0; i < 300; i++) {
      world.client.send(AttachedWorld.CLIENT_VNI, GuestFrames.tcp(CLIENT, flow, Tcp.SYN));
      byte[] answer = world.client.poll(wanted, 100);
      if (answer != null) {
        return answer;
      }
    }
    throw new AssertionError("no SYN was answered");
  }

  private static boolean isArp(byte[] frame) {
    return Ethernet.type(frame, 0) == Ethernet.TYPE_ARP;
  }

  private static long ended(AttachedWorld world, String element, Disposition how) {
    return world.jvm.hosting().stats(element).finished(how);
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
