package io.azimux.dataplane.bfd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control packets; the two long ones are those of GoBGP's test suite. */
class BfdPacketTest {
  private static final String UP = "20c00318 12345678 abcdef12 000186a0 00030d40 00000000";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void aPublishedPacketIsReadAsItWasMeant() {
    assertThat(BfdPacket.read(bytes(UP), 0, 24))
        .isEqualTo(
            new BfdPacket(
                0, BfdState.UP, false, false, 3, 0x12345678, 0xabcdef12, 100_000, 200_000));
  }

  @Test
  void aPacketIsWrittenAsPublished() {
    byte[] written = new byte[24];
    new BfdPacket(0, BfdState.UP, false, false, 8, 0x4f2fd5f2, 0xd67eaedf, 300_000, 800_000)
        .write(written, 0);
    assertThat(written).isEqualTo(bytes("20c00818 4f2fd5f2 d67eaedf 000493e0 000c3500 00000000"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "another version, 0, 40",
    "multiplier 0, 2, 00",
    "length below that of a packet, 3, 17",
    "length above what has come, 3, 19",
    "multipoint, 1, c1",
    "authenticated, 1, c4",
    "poll and final at once, 1, f0"
  })
  void aPacketThatMustBeDiscardedIs(String what, int at, String value) {
    byte[] packet = bytes(UP);
    packet[at] = bytes(value)[0];
    assertThat(BfdPacket.read(packet, 0, 24)).as(what).isNull();
  }

  @Test
  void aPacketCutOffIsDiscarded() {
    assertThat(BfdPacket.read(bytes(UP), 0, 23)).isNull();
  }

  @Test
  void numbersOfTheSessionMustBeThereUnlessItIsDown() {
    byte[] packet = bytes(UP);
    Arrays.fill(packet, 8, 12, (byte) 0);
    assertThat(BfdPacket.read(packet, 0, 24)).isNull();
    packet[1] = 0x40;
    assertThat(BfdPacket.read(packet, 0, 24)).isNotNull();
    Arrays.fill(packet, 4, 8, (byte) 0);
    assertThat(BfdPacket.read(packet, 0, 24)).isNull();
  }
}
