package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksumTest {
  private static final int IP = Ethernet.HEADER;
  private static final int L4 = IP + Ipv4.HEADER;

  @Test
  void theExampleOfRfc1071SumsToItsPublishedValue() {
    byte[] bytes = {
      0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7
    };
    assertThat(InternetChecksum.fold(InternetChecksum.sum(bytes, 0, 8))).isEqualTo(0xddf2);
  }

  @Test
  void theCornerCaseOfRfc1624GivesZeroAndNotMinusZero() {
    int updated = InternetChecksum.update(0xdd2f, InternetChecksum.change16(0x5555, 0x3285));
    assertThat(updated).isZero();
  }

  @Test
  void theFastSumEqualsASlowObviousOneForEveryLengthAndOffset() {
    Draw draw = Draw.forTest("fastSum");
    byte[] bytes = draw.bytes(200);
    for (int from = 0; from < 40; from++) {
      for (int length = 0; length <= 150; length++) {
        int fast = InternetChecksum.fold(InternetChecksum.sum(bytes, from, length));
        assertThat(fast).as("%s %d+%d", draw, from, length).isEqualTo(slow(bytes, from, length));
      }
    }
  }

  @Test
  void aSumIsWholeExactlyWhereItFoldsToAllOnes() {
    Draw draw = Draw.forTest("wholeSum");
    for (int i = 0; i < 200_000; i++) {
      long sum = (draw.bits() & 0xffffffffL) << draw.below(20) | 1;
      long near = 0xffff + sum - sum % 0xffff + draw.below(3);
      for (long each : new long[] {sum, near}) {
        assertThat(InternetChecksum.isWhole(each))
            .as("%s %x", draw, each)
            .isEqualTo(InternetChecksum.fold(each) == 0xffff);
      }
    }
  }

  @Test
  void aHopLessGivesTheChecksumOfTheGeneralUpdateForEveryChecksum() {
    byte[] frame = SampleFrames.tcp(Tcp.ACK, "");
    for (int checksum = 0; checksum <= 0xffff; checksum++) {
      Bytes.put16(frame, IP + Ipv4.TTL, 0x4006);
      Bytes.put16(frame, IP + Ipv4.CHECKSUM, checksum);
      Ipv4.decrementTtl(frame, IP);
      assertThat(Bytes.u16(frame, IP + Ipv4.TTL)).isEqualTo(0x3f06);
      assertThat(Ipv4.checksum(frame, IP))
          .as("after %x", checksum)
          .isEqualTo(InternetChecksum.update(checksum, InternetChecksum.change16(0x4006, 0x3f06)));
    }
  }

  @Test
  void aHeaderWithOptionsIsSummedWhole() {
    byte[] frame = new byte[Ethernet.HEADER + 24];
    Ethernet.write(frame, 0, 1, 2, Ethernet.TYPE_IPV4);
    Ipv4.write(frame, IP, 24, 64, Ipv4.GRE, 1, 2);
    Bytes.put8(frame, IP, 0x46);
    Bytes.put32(frame, IP + Ipv4.HEADER, 0x01010101);
    Bytes.put16(frame, IP + Ipv4.CHECKSUM, 0);
    int checksum = InternetChecksum.finish(InternetChecksum.sum(frame, IP, 24));
    Bytes.put16(frame, IP + Ipv4.CHECKSUM, checksum);
    assertThat(Ipv4.checksumHolds(frame, IP)).isTrue();
    Bytes.put8(frame, IP + 23, 0);
    assertThat(Ipv4.checksumHolds(frame, IP)).isFalse();
  }

  private static int slow(byte[] bytes, int from, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (bytes[from + i] & 255) << ((i & 1) == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  @Test
  void anIncrementalUpdateEqualsAFullComputationForRandomRewrites() {
    Draw draw = Draw.forTest("incrementalUpdate");
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = SampleFrames.tcp(Tcp.PSH | Tcp.ACK, i % 2 == 0 ? "even" : "odd");
      int source = draw.bits();
      int destination = draw.bits();
      Rewrite.tuple(frame, IP, L4, source, destination, draw.bits());
      assertThat(Ipv4.checksumHolds(frame, IP)).as("%s", draw).isTrue();
      assertThat(Tcp.checksumHolds(frame, L4, frame.length - L4, source, destination))
          .as("%s round %d", draw, i)
          .isTrue();
    }
  }

  @Test
  void anUpdateByAFoldedChangeEqualsTheGeneralOneForEveryChecksum() {
    Draw draw = Draw.forTest("foldedUpdate");
    int[] deltas = {0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff, draw.below(0x10000)};
    for (int delta : deltas) {
      for (int checksum = 0; checksum <= 0xffff; checksum++) {
        assertThat(InternetChecksum.updateByFolded(checksum, delta))
            .as("%s: %x by %x", draw, checksum, delta)
            .isEqualTo(InternetChecksum.update(checksum, delta));
      }
    }
  }

  @Test
  void aRewriteKnownBeforehandEqualsTheGeneralOne() {
    Draw draw = Draw.forTest("plainTcp");
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = SampleFrames.tcp(Tcp.PSH | Tcp.ACK, i % 2 == 0 ? "even" : "odd");
      byte[] expected = frame.clone();
      long high = FlowKey.highOf(frame, IP);
      long low = FlowKey.lowOf(frame, L4, Ipv4.TCP, 0);
      long toHigh = i % 8 == 0 ? high : draw.longBits();
      int ports = i % 8 == 1 ? (int) (low >>> 32) : draw.bits();
      int source = FlowKey.source(toHigh);
      Rewrite.tuple(expected, IP, L4, source, FlowKey.destination(toHigh), ports);
      int header = Rewrite.headerDelta(high, toHigh);
      int transport = Rewrite.transportDelta(high, low, toHigh, (long) ports << 32);
      Rewrite.plainTcp(frame, IP, toHigh, ports, header, transport, 0);
      assertThat(frame).as("%s round %d", draw, i).isEqualTo(expected);
    }
  }

  @Test
  void aRewrittenDatagramKeepsItsChecksumAndNeverTurnsItIntoNone() {
    Draw draw = Draw.forTest("datagram");
    for (int i = 0; i < 200_000; i++) {
      byte[] frame = SampleFrames.udp("", true);
      int source = draw.bits();
      Rewrite.tuple(frame, IP, L4, source, SampleFrames.FRONTEND, draw.bits());
      int checksum = Udp.checksum(frame, L4);
      assertThat(checksum).as("%s", draw).isNotZero();
      long sum =
          InternetChecksum.sum(frame, L4, 8)
              + InternetChecksum.pseudoHeader(source, SampleFrames.FRONTEND, Ipv4.UDP, 8);
      assertThat(InternetChecksum.fold(sum)).as("%s", draw).isEqualTo(0xffff);
    }
  }

  @Test
  void aDatagramWithoutChecksumStaysWithoutOne() {
    byte[] frame = SampleFrames.udp("x", false);
    Rewrite.tuple(frame, IP, L4, 1, 2, 3 << 16 | 4);
    assertThat(Udp.checksum(frame, L4)).isZero();
    assertThat(Udp.sourcePort(frame, L4)).isEqualTo(3);
    assertThat(Udp.destinationPort(frame, L4)).isEqualTo(4);
  }
}
