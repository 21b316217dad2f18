package io.azimux.dataplane.guest;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection through both NVAs of a pair: its packets as a client would send them, and answers
 * to what each of the two made of them. Every packet is compared.
 */
final class Dialogue {
  private static final int FIRST_ASKED = 1_000;
  private static final int FIRST_ANSWERED = 5_000_000;

  private final NvaPair pair;
  private final int nic;
  private final FiveTuple original;
  private final String about;
  private final List<String> history = new ArrayList<>();
  private int asked = FIRST_ASKED;
  private int answered = FIRST_ANSWERED;
  private boolean timeless;
  private boolean reset;
  private int exit = -1;
  private FiveTuple theirs;
  private FiveTuple ours;

  /** A connection whose first packet comes in by a NIC. */
  Dialogue(NvaPair pair, int nic, FiveTuple original, String about) {
    this.pair = pair;
    this.nic = nic;
    this.original = original;
    this.about = about;
    this.theirs = original;
    this.ours = original;
  }

  /** True once both have sent a packet on. */
  boolean isOpen() {
    return exit >= 0;
  }

  /** True once one of its ends has reset it. */
  boolean isReset() {
    return reset;
  }

  /** A packet in the direction of the first. */
  void forward(int flags, int... payload) {
    reset |= (flags & Tcp.RST) != 0;
    byte[] frame = frame(original, flags, asked, answered, payload);
    asked += length(flags, payload);
    forward(frame);
  }

  /** The same, as it is. */
  void forward(byte[] frame) {
    NvaPair.Outcome outcome = pair.pass(nic, frame);
    String packet = about("eth" + nic + " in  " + NvaPair.text(frame));
    Map<Integer, Integer> exchanged = new HashMap<>();
    if (outcome.isSentOn()) {
      FiveTuple sent = NvaPair.tuple(frame);
      FiveTuple theirsNow = NvaPair.tuple(outcome.kernel().get(0).frame());
      FiveTuple oursNow = NvaPair.tuple(outcome.ours().get(0).frame());
      exchanged.put(theirsNow.sourcePort(), oursNow.sourcePort());
      boolean mine = sent.equals(original);
      if (!mine || exit < 0 || !theirsNow.equals(theirs) || !oursNow.equals(ours)) {
        pair.ports().requireAlike(sent, theirsNow, oursNow, outcome.text(packet));
      }
      if (mine) {
        exit = outcome.kernel().get(0).nic();
        theirs = theirsNow;
        ours = oursNow;
      }
    }
    pair.requireSame(outcome, exchanged, packet);
  }

  /** What the network beyond says of the last packet in the direction of the first. */
  void errorBack(String from, int quoted) {
    int flags = Tcp.ACK | Tcp.PSH;
    byte[] toKernel = frame(theirs, flags, asked, answered, 1, 2, 3);
    byte[] toUs = frame(ours, flags, asked, answered, 1, 2, 3);
    errorBack(
        IcmpErrors.fragmentationNeeded(from, toKernel, quoted),
        IcmpErrors.fragmentationNeeded(from, toUs, quoted));
  }

  private void errorBack(byte[] toKernel, byte[] toUs) {
    String packet = about("eth" + exit + " in  " + NvaPair.text(toUs));
    pair.requireSame(pair.pass(exit, toKernel, toUs), Map.of(), packet);
  }

  /** What the client's side says of the last answer. */
  void errorForward(String from, int quoted) {
    byte[] answer = frame(original.reversed(), Tcp.ACK | Tcp.PSH, answered, asked, 1, 2, 3);
    byte[] error = IcmpErrors.fragmentationNeeded(from, answer, quoted);
    String packet = about("eth" + nic + " in  " + NvaPair.text(error));
    pair.requireSame(pair.pass(nic, error), Map.of(), packet);
  }

  /** An answer to what was sent on. */
  void back(int flags, int... payload) {
    reset |= (flags & Tcp.RST) != 0;
    byte[] toKernel = frame(theirs.reversed(), flags, answered, asked, payload);
    byte[] toUs = frame(ours.reversed(), flags, answered, asked, payload);
    answered += length(flags, payload);
    NvaPair.Outcome outcome = pair.pass(exit, toKernel, toUs);
    String packet = about("eth" + exit + " in  " + NvaPair.text(toUs));
    Map<Integer, Integer> exchanged = new HashMap<>();
    exchanged.put(theirs.sourcePort(), ours.sourcePort());
    if (outcome.isSentOn()) {
      // It may have opened a connection of its own, and have met a port that was taken.
      FiveTuple theirsNow = NvaPair.tuple(outcome.kernel().get(0).frame());
      FiveTuple oursNow = NvaPair.tuple(outcome.ours().get(0).frame());
      if (theirsNow.sourcePort() != oursNow.sourcePort()) {
        FiveTuple wanted = theirs.reversed();
        FiveTuple alike =
            theirsNow.destinationPort() == theirs.sourcePort()
                ? SourcePortRules.withDestinationPort(oursNow, theirs.sourcePort())
                : oursNow;
        pair.ports().requireAlike(wanted, theirsNow, alike, outcome.text(packet));
        exchanged.put(theirsNow.sourcePort(), oursNow.sourcePort());
      }
    }
    pair.requireSame(outcome, exchanged, packet);
  }

  /** All that went before belongs to it. */
  private String about(String packet) {
    history.add(packet);
    return about + "\n" + String.join("\n", history);
  }

  private int length(int flags, int... payload) {
    boolean counts = (flags & (Tcp.SYN | Tcp.FIN)) != 0;
    return timeless ? 0 : payload.length + (counts ? 1 : 0);
  }

  /**
   * From now on sequence numbers stand still, so that each is as good as any other: ours looks at
   * none, and the kernel even of a liberal conntrack wants the very right one of a reset.
   */
  Dialogue timeless() {
    timeless = true;
    return this;
  }

  private static byte[] frame(
      FiveTuple tuple, int flags, int sequence, int acknowledged, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    PacketArena arena = new PacketArena(1);
    boolean acks = (flags & Tcp.ACK) != 0;
    int packet =
        tuple.protocol() == Ipv4.TCP
            ? Packets.tcp(arena, tuple, flags, sequence, acks ? acknowledged : 0, bytes)
            : Packets.udp(arena, tuple, bytes);
    return arena.copy(packet);
  }
}
