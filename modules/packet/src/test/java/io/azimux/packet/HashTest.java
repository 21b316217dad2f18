package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTest {
  private static final byte[] MICROSOFT_KEY = {
    0x6d,
    0x5a,
    0x56,
    (byte) 0xda,
    0x25,
    0x5b,
    0x0e,
    (byte) 0xc2,
    0x41,
    0x67,
    0x25,
    0x3d,
    0x43,
    (byte) 0xa3,
    (byte) 0x8f,
    (byte) 0xb0,
    (byte) 0xd0,
    (byte) 0xca,
    0x2b,
    (byte) 0xcb,
    (byte) 0xae,
    0x7b,
    0x30,
    (byte) 0xb4,
    0x77,
    (byte) 0xcb,
    0x2d,
    (byte) 0xa3,
    (byte) 0x80,
    0x30,
    (byte) 0xf2,
    0x0c,
    0x6a,
    0x42,
    (byte) 0xb7,
    0x3b,
    (byte) 0xbe,
    (byte) 0xac,
    0x01,
    (byte) 0xfa
  };

  /**
   * "Verifying the RSS Hash Calculation", IPv4 table: source, destination, with ports, addresses
   * only.
   */
  @ParameterizedTest
  @CsvSource({
    "66.9.149.187, 2794, 161.142.100.80, 1766, 51ccc178, 323e8fc2",
    "199.92.111.2, 14230, 65.69.140.83, 4739, c626b0ea, d718262a",
    "24.19.198.95, 12898, 12.22.207.184, 38024, 5c2b394a, d2d0a5de",
    "38.27.205.30, 48228, 209.142.163.6, 2217, afc7327f, 82989176",
    "153.39.163.191, 44251, 202.188.127.2, 1303, 10e828a2, 5d1809c5"
  })
  void toeplitzGivesMicrosoftsPublishedValues(
      String source, int sourcePort, String destination, int port, String full, String addresses) {
    Toeplitz toeplitz = new Toeplitz(MICROSOFT_KEY);
    int from = Ipv4Address.parse(source).bits();
    int to = Ipv4Address.parse(destination).bits();
    assertThat(toeplitz.hash(from, to, sourcePort, port))
        .isEqualTo(Integer.parseUnsignedInt(full, 16));
    assertThat(toeplitz.hash(from, to)).isEqualTo(Integer.parseUnsignedInt(addresses, 16));
  }

  /** The reference vector for an input of 16 bytes 00..0f under the key 00..0f. */
  @Test
  void sipHashGivesThePublishedValue() {
    long hash =
        SipHash.hash(
            0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertThat(hash).isEqualTo(0x3f2acc7f57c29bdbL);
  }

  @Test
  void aFlowKeyHoldsTheWholeTupleAndReversesLikeTheTuple() {
    Draw draw = Draw.forTest("flowKey");
    for (int i = 0; i < 10_000; i++) {
      FiveTuple tuple =
          FiveTuple.of(
              draw.bits(), draw.bits(), draw.below(256), draw.below(65536), draw.below(65536));
      int scope = draw.below(1 << 24);
      long low = FlowKey.low(tuple.sourcePort(), tuple.destinationPort(), tuple.protocol(), scope);
      assertThat(FiveTuple.ofKey(tuple.keyHigh(), low)).as("%s", draw).isEqualTo(tuple);
      assertThat(FlowKey.scope(low)).isEqualTo(scope);
      long reversedHigh = FlowKey.reversedHigh(tuple.keyHigh());
      assertThat(FiveTuple.ofKey(reversedHigh, FlowKey.reversedLow(low)))
          .isEqualTo(tuple.reversed());
    }
  }

  @Test
  void neighbouringFlowsSpreadEvenlyAndFlippingAnyBitChangesHalfTheHash() {
    int[] slots = new int[16];
    long high = FlowKey.high(SampleFrames.CLIENT, SampleFrames.FRONTEND);
    for (int port = 1024; port < 65536; port++) {
      long hash = FlowKey.hash(high, FlowKey.low(port, 22, Ipv4.TCP, 0), 1);
      slots[FlowKey.reduce(hash, 16)]++;
    }
    for (int count : slots) {
      assertThat(count).isBetween(64512 / 16 * 9 / 10, 64512 / 16 * 11 / 10);
    }
    long low = FlowKey.low(49567, 22, Ipv4.TCP, 0);
    long base = FlowKey.hash(high, low, 1);
    for (int bit = 0; bit < 64; bit++) {
      int flippedHigh = Long.bitCount(base ^ FlowKey.hash(high ^ 1L << bit, low, 1));
      int flippedLow = Long.bitCount(base ^ FlowKey.hash(high, low ^ 1L << bit, 1));
      assertThat(flippedHigh).as("high bit %d", bit).isBetween(12, 52);
      assertThat(flippedLow).as("low bit %d", bit).isBetween(12, 52);
    }
  }
}
