package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTest {
  private static final int IP = Ethernet.HEADER;
  private static final int L4 = IP + Ipv4.HEADER;

  static Stream<Arguments> brokenFrames() {
    return Stream.of(
        broken("another EtherType", Frame.NOT_IPV4, f -> Bytes.put16(f, 12, 0x86dd)),
        broken("version 6", Frame.BAD_IPV4, f -> Bytes.put8(f, IP, 0x65)),
        broken("header length 16", Frame.BAD_IPV4, f -> Bytes.put8(f, IP, 0x44)),
        broken("header longer than packet", Frame.BAD_IPV4, f -> Bytes.put16(f, IP + 2, 19)),
        broken("packet longer than frame", Frame.BAD_IPV4, f -> Bytes.put16(f, IP + 2, 1000)),
        broken("TCP header of 16 bytes", Frame.BAD_TRANSPORT, f -> Bytes.put8(f, L4 + 12, 0x40)),
        broken("TCP header behind the end", Frame.BAD_TRANSPORT, f -> Bytes.put8(f, L4 + 12, 0xf0)),
        broken("TCP header cut off", Frame.BAD_TRANSPORT, f -> Bytes.put16(f, IP + 2, 39)),
        broken("UDP length 7", Frame.BAD_TRANSPORT, FrameTest::asUdpOfSeven));
  }

  private static void asUdpOfSeven(byte[] frame) {
    Bytes.put8(frame, IP + 9, Ipv4.UDP);
    Bytes.put16(frame, L4 + 4, 7);
  }

  private static Arguments broken(String what, int code, Consumer<byte[]> change) {
    return Arguments.of(what, code, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenFrames")
  void aBrokenFrameIsToldApart(String what, int code, Consumer<byte[]> change) {
    byte[] frame = SampleFrames.tcp(Tcp.SYN, "");
    change.accept(frame);
    assertThat(Frame.check(frame, 0, frame.length)).as(what).isEqualTo(code);
    assertThat(Frame.describe(code)).isNotEqualTo("accepted");
  }

  @Test
  void everyTruncationOfEverySampleIsRejectedOrStaysInside() {
    for (byte[] frame : SampleFrames.all()) {
      for (int length = 0; length < frame.length; length++) {
        int transport = Frame.check(frame, 0, length);
        assertThat(transport).isLessThanOrEqualTo(length);
      }
    }
  }

  @Test
  void paddingBehindTheIpPacketIsAllowed() {
    byte[] frame = Arrays.copyOf(SampleFrames.udp("x", true), 60);
    assertThat(Frame.check(frame, 0, 60)).isEqualTo(L4);
  }

  @Test
  void mutatedFramesNeverLeadAnAccessorOutsideTheFrame() {
    Draw draw = Draw.forTest("mutatedFrames");
    byte[][] samples = SampleFrames.all().toArray(new byte[0][]);
    int accepted = 0;
    for (int i = 0; i < Draw.fuzzCount(); i++) {
      byte[] frame = mutate(samples[draw.below(samples.length)].clone(), draw);
      int length = draw.below(8) == 0 ? draw.below(frame.length + 1) : frame.length;
      int transport = Frame.check(frame, 0, length);
      if (transport > 0) {
        accepted++;
        assertThat(readAll(frame, transport, length)).as("%s round %d", draw, i).isTrue();
      }
    }
    assertThat(accepted).as("%s: some mutations must pass", draw).isPositive();
  }

  @Test
  void thePlainFormAcceptsExactlyTcpWithoutOptionsThatTheWholeCheckAccepts() {
    Draw draw = Draw.forTest("plainFrames");
    byte[][] samples = SampleFrames.all().toArray(new byte[0][]);
    int plain = 0;
    for (int i = 0; i < Draw.fuzzCount(); i++) {
      byte[] frame = mutate(samples[draw.below(samples.length)].clone(), draw);
      int length = draw.below(8) == 0 ? draw.below(frame.length + 1) : frame.length;
      int flags = Frame.plainTcpFlags(frame, 0, length);
      boolean accepted =
          Frame.check(frame, 0, length) == L4 && Ipv4.protocol(frame, IP) == Ipv4.TCP;
      int expected = accepted ? Tcp.flags(frame, L4) : Frame.NOT_PLAIN;
      assertThat(flags).as("%s round %d", draw, i).isEqualTo(expected);
      plain += accepted ? 1 : 0;
    }
    assertThat(plain).as("%s: some mutations must pass", draw).isPositive();
  }

  private static byte[] mutate(byte[] frame, Draw draw) {
    for (int changes = draw.below(4); changes >= 0; changes--) {
      frame[draw.below(Math.min(frame.length, 100))] = (byte) draw.bits();
    }
    return frame;
  }

  /** Reads every field as the elements do; an access outside the array throws. */
  private static boolean readAll(byte[] frame, int transport, int length) {
    int protocol = Ipv4.protocol(frame, IP);
    int end = IP + Ipv4.totalLength(frame, IP);
    boolean inside = end <= length && transport <= end;
    FiveTuple.ofKey(FlowKey.highOf(frame, IP), FlowKey.lowOf(frame, transport, protocol, 0));
    if (protocol == Ipv4.TCP) {
      inside &= transport + Tcp.headerLength(frame, transport) <= end;
      Tcp.checksumHolds(frame, transport, end - transport, 1, 2);
    } else if (protocol == Ipv4.UDP) {
      inside &= transport + Udp.length(frame, transport) <= end;
    } else if (protocol == Ipv4.ICMP) {
      Icmp.checksumHolds(frame, transport, end - transport);
    }
    Ipv4.checksumHolds(frame, IP);
    Rewrite.tuple(frame, IP, transport, 1, 2, 3);
    return inside;
  }
}
