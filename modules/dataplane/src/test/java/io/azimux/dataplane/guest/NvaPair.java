package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Frame;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Rewrite;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Our NVA and the kernel's, with the same rules, side by side. Every frame goes through both; what
 * comes out is compared, byte for byte where it was sent on.
 */
final class NvaPair implements AutoCloseable {
  /** What both made of a frame. */
  record Outcome(List<LinuxNva.Sent> kernel, List<LinuxNva.Sent> ours, List<Disposition> ends) {
    /** True where both sent on one packet. */
    boolean isSentOn() {
      return ends.isEmpty() && kernel.size() == 1 && ours.size() == 1;
    }

    String text(String about) {
      return "%s\nkernel: %s\nours:   %s %s".formatted(about, texts(kernel), texts(ours), ends);
    }
  }

  /**
   * What of ours the kernel tells the sender of a dropped packet, by ICMP; we send no such errors.
   */
  private static final Set<Disposition> TOLD =
      Set.of(Disposition.TTL_EXPIRED, Disposition.NO_LISTENER, Disposition.NO_ROUTE);

  private final LinuxNva kernel;
  private final GuestLab lab;
  private final long began = System.nanoTime();
  private final long labBegan;
  private final SourcePortRules ports = new SourcePortRules();
  private final TreeMap<String, Integer> seen = new TreeMap<>();
  private int compared;

  NvaPair(List<String> rules, boolean ipForward, boolean liberal) {
    kernel = LinuxNva.start(rules, ipForward, liberal);
    lab = GuestLab.withoutServers(ipForward, rules.toArray(String[]::new));
    labBegan = lab.now;
  }

  /** Lets both take a frame that came in by a NIC. */
  Outcome pass(int nic, byte[] frame) {
    return pass(nic, frame, frame);
  }

  /** The same where each must get one of its own, as its translation differs. */
  Outcome pass(int nic, byte[] toKernel, byte[] toUs) {
    List<LinuxNva.Sent> theirs = kernel.pass(nic, addressed(nic, toKernel));
    lab.now = labBegan + System.nanoTime() - began;
    lab.out.clear();
    byte[] own = addressed(nic, toUs);
    lab.receive(nic, lab.arena().allocate(own, 0, own.length));
    List<LinuxNva.Sent> ours = new ArrayList<>();
    lab.out
        .transmitted()
        .forEach(one -> ours.add(new LinuxNva.Sent(one.port(), lab.arena().copy(one.packet()))));
    return new Outcome(theirs, ours, lab.out.dispositions());
  }

  private static byte[] addressed(int nic, byte[] frame) {
    byte[] copy = frame.clone();
    long fabric = io.azimux.packet.MacAddress.FABRIC.bits();
    Ethernet.write(copy, 0, GuestLab.mac(nic), fabric, Ethernet.TYPE_IPV4);
    return copy;
  }

  /**
   * Requires that both did the same.
   *
   * @param ports those that the kernel chose, and those that we chose instead
   * @param about said where they differ
   */
  void requireSame(Outcome outcome, Map<Integer, Integer> ports, String about) {
    compared++;
    String text = outcome.text(about);
    List<LinuxNva.Sent> kernel = new ArrayList<>(outcome.kernel());
    boolean told = outcome.ours().isEmpty() && kernel.removeIf(one -> isError(one.frame()));
    if (told) {
      assertThat(outcome.ends()).as(text).hasSize(1).allMatch(TOLD::contains);
      count("dropped by both, and the kernel says so by ICMP");
    }
    assertThat(outcome.ours()).as(text).hasSameSizeAs(kernel);
    for (int i = 0; i < kernel.size(); i++) {
      LinuxNva.Sent theirs = kernel.get(i);
      LinuxNva.Sent ours = outcome.ours().get(i);
      assertThat(ours.nic()).as(text).isEqualTo(theirs.nic());
      byte[] wanted = exchanged(theirs.frame(), ports);
      if (outcome.ends().isEmpty()) {
        assertThat(packet(ours.frame())).as(text).isEqualTo(packet(wanted));
        count("sent on by both");
      } else {
        assertThat(fields(ours.frame())).as(text).isEqualTo(fields(wanted));
        count("answered by both");
      }
    }
    if (kernel.isEmpty() && !told) {
      count("dropped by both");
    }
  }

  /** What source ports may be. */
  SourcePortRules ports() {
    return ports;
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  /** Frames compared, and how often which was the outcome. */
  String summary() {
    return compared + " frames compared: " + seen;
  }

  /** An error that the kernel itself sends, about a packet that it dropped. */
  private static boolean isError(byte[] frame) {
    if (Ipv4.protocol(frame, Ethernet.HEADER) != Ipv4.ICMP) {
      return false;
    }
    int type = Icmp.type(frame, Ethernet.HEADER + Ipv4.headerLength(frame, Ethernet.HEADER));
    return type == Icmp.UNREACHABLE || type == Icmp.TIME_EXCEEDED;
  }

  /** The IPv4 packet in a frame, without what may follow it. */
  private static byte[] packet(byte[] frame) {
    int total = Ipv4.totalLength(frame, Ethernet.HEADER);
    return Arrays.copyOfRange(frame, Ethernet.HEADER, Ethernet.HEADER + total);
  }

  /** A frame with other ports in the place of some. */
  private static byte[] exchanged(byte[] frame, Map<Integer, Integer> by) {
    int ip = Ethernet.HEADER;
    int protocol = Ipv4.protocol(frame, ip);
    if (protocol != Ipv4.TCP && protocol != Ipv4.UDP) {
      return frame;
    }
    byte[] copy = frame.clone();
    int transport = ip + Ipv4.headerLength(copy, ip);
    int ports = Bytes.i32(copy, transport);
    int source = by.getOrDefault(ports >>> 16, ports >>> 16);
    int destination = by.getOrDefault(ports & 0xffff, ports & 0xffff);
    if ((source << 16 | destination) != ports) {
      int from = Ipv4.source(copy, ip);
      int to = Ipv4.destination(copy, ip);
      Rewrite.tuple(copy, ip, transport, from, to, source << 16 | destination);
    }
    return copy;
  }

  /** What matters of a packet that an NVA made itself: the rest is a matter of taste. */
  private String fields(byte[] frame) {
    int ip = Ethernet.HEADER;
    int transport = Frame.check(frame, 0, frame.length);
    assertThat(transport).as("whole frame").isPositive();
    String checksums =
        Ipv4.checksumHolds(frame, ip) && LocalSockets.verifies(frame, ip, transport)
            ? "right checksums"
            : "wrong checksums";
    String more =
        switch (Ipv4.protocol(frame, ip)) {
          case Ipv4.TCP ->
              "seq %d ack %d window %d"
                  .formatted(
                      Tcp.sequence(frame, transport),
                      Tcp.acknowledgment(frame, transport),
                      Tcp.window(frame, transport));
          case Ipv4.ICMP ->
              Arrays.toString(
                  Arrays.copyOfRange(frame, transport, ip + Ipv4.totalLength(frame, ip)));
          default -> "";
        };
    return text(frame) + ' ' + more + ' ' + checksums;
  }

  private static String texts(List<LinuxNva.Sent> sent) {
    return sent.stream()
        .map(one -> "eth" + one.nic() + ' ' + text(one.frame()))
        .toList()
        .toString();
  }

  /** A frame in words. */
  static String text(byte[] frame) {
    int ip = Ethernet.HEADER;
    int transport = Frame.check(frame, 0, frame.length);
    if (transport < 0) {
      return Frame.describe(transport);
    }
    int protocol = Ipv4.protocol(frame, ip);
    String kind =
        switch (protocol) {
          case Ipv4.TCP -> Tcp.flagsText(Tcp.flags(frame, transport));
          case Ipv4.ICMP ->
              "icmp " + Icmp.type(frame, transport) + " id " + Icmp.identifier(frame, transport);
          default -> "protocol " + protocol;
        };
    return tuple(frame) + " [" + kind + "] ttl " + Ipv4.ttl(frame, ip);
  }

  /** The tuple of a whole frame. */
  static FiveTuple tuple(byte[] frame) {
    PacketArena arena = new PacketArena(1);
    return io.azimux.dataplane.testkit.Packets.tupleOf(
        arena, arena.allocate(frame, 0, frame.length));
  }

  @Override
  public void close() {
    kernel.close();
  }
}
