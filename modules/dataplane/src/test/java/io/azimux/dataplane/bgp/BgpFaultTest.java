package io.azimux.dataplane.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.testkit.Mutations;
import io.azimux.node.RandomSource;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with bytes, and the NOTIFICATION that RFC 4271, section 6, has for it. */
class BgpFaultTest {
  private static final String MARKER = "ff".repeat(16);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "marker is not all ones, fefffffffffffffffffffffffffffffe001304, 1, 1, ''",
    "shorter than a header, ffff, 1, 2, ''",
    "length below a header's, M 0012 04, 1, 2, 0012",
    "length above 4096, M 1001 02, 1, 2, 1001",
    "longer than what has come, M 0020 04 00, 1, 2, 0020",
    "KEEPALIVE with a body, M 0014 04 00, 1, 2, 0014",
    "OPEN too short, M 001C 01 04 FFFD 00B4 0A000002, 1, 2, 001C",
    "UPDATE too short, M 0016 02 0000 00, 1, 2, 0016",
    "NOTIFICATION too short, M 0014 03 06, 1, 2, 0014",
    "unknown type, M 0013 05, 1, 3, 05",
    "type 0, M 0013 00, 1, 3, 00",
    "version 3, M 001D 01 03 FFFD 00B4 0A000002 00, 2, 1, 0004",
    "AS 0, M 001D 01 04 0000 00B4 0A000002 00, 2, 2, ''",
    "router id 0, M 001D 01 04 FFFD 00B4 00000000 00, 2, 3, ''",
    "router id a multicast address, M 001D 01 04 FFFD 00B4 E0000001 00, 2, 3, ''",
    "unknown parameter, M 001F 01 04 FFFD 00B4 0A000002 02 0100, 2, 4, ''",
    "hold time 2, M 001D 01 04 FFFD 0002 0A000002 00, 2, 6, ''",
    "parameters cut off, M 001F 01 04 FFFD 00B4 0A000002 02 0206, 2, 0, ''",
    "parameter length wrong, M 001D 01 04 FFFD 00B4 0A000002 07, 2, 0, ''",
    "capability cut off, M 0021 01 04 FFFD 00B4 0A000002 04 0202 4104, 2, 0, ''",
    "withdrawn longer than the message, M 0017 02 0005 0000, 3, 1, ''",
    "attributes longer than the message, M 0017 02 0000 0005, 3, 1, ''",
    "attribute cut off, M 0019 02 0000 0002 4001, 3, 1, ''",
    "attribute longer than all, M 001B 02 0000 0004 40010200, 3, 1, ''",
    "the same attribute twice, M 001F 02 0000 0008 40010100 40010100, 3, 1, ''",
    "unknown well-known attribute, M 001A 02 0000 0003 406300, 3, 2, 406300",
    "no ORIGIN, M 0019 02 0000 0000 08 0A, 3, 3, 01",
    "no AS_PATH, M 001D 02 0000 0004 40010100 08 0A, 3, 3, 02",
    "no NEXT_HOP, M 0020 02 0000 0007 40010100 400200 08 0A, 3, 3, 03",
    "ORIGIN optional, M 001B 02 0000 0004 C0010100, 3, 4, C0010100",
    "ORIGIN of two bytes, M 001C 02 0000 0005 4001020000, 3, 5, 4001020000",
    "ORIGIN 3, M 001B 02 0000 0004 40010103, 3, 6, 40010103",
    "NEXT_HOP of three bytes, M 001D 02 0000 0006 400303 0A0000, 3, 5, 4003030A0000",
    "NEXT_HOP 0, M 001E 02 0000 0007 400304 00000000, 3, 8, 40030400000000",
    "NEXT_HOP a multicast address, M 001E 02 0000 0007 400304 E0000005, 3, 8, 400304E0000005",
    "prefix length 33, M 001B 02 0000 0000 21 0A0000, 3, 10, ''",
    "prefix cut off, M 0018 02 0000 0000 08, 3, 10, ''",
    "withdrawn prefix length 33, M 0018 02 0001 21 0000, 3, 10, ''",
    "AS_PATH of an unknown kind, M 0020 02 0000 0009 400206 0501 0000FFFD, 3, 11, ''",
    "AS_PATH cut off, M 0020 02 0000 0009 400206 0202 0000FFFD, 3, 11, ''",
    "AS_PATH with an empty part, M 001C 02 0000 0005 400202 0200, 3, 11, ''"
  })
  void wrongBytesAreAnsweredWithTheirNotification(
      String what, String hex, int code, int subcode, String data) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace("M", MARKER).replace(" ", ""));
    byte[] expected = HexFormat.of().parseHex(data);
    assertThat(BgpDecoder.decode(bytes, true))
        .as(what)
        .containsExactly(new BgpFault(new Notification(code, subcode, expected)));
  }

  @Test
  void optionalAttributesThatAreNotKnownArePassedOver() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                (MARKER
                        + "0035 02 0000 001B C0080400010002 90200002ABCD"
                        + "40010100 400200 400304 0A000001 08 0A 00")
                    .replace(" ", ""));
    assertThat(BgpDecoder.decode(bytes, true))
        .hasSize(1)
        .allMatch(one -> one instanceof BgpMessage.Update);
  }

  @Test
  void moreMessagesThanAPieceMayHoldAreRefused() {
    byte[] one = BgpEncoder.encode(new BgpMessage.Keepalive(), true);
    byte[] many = new byte[one.length * (BgpDecoder.MOST_MESSAGES + 1)];
    for (int at = 0; at < many.length; at += one.length) {
      System.arraycopy(one, 0, many, at, one.length);
    }
    List<BgpInput> read = BgpDecoder.decode(many, true);
    assertThat(read).hasSize(BgpDecoder.MOST_MESSAGES + 1);
    assertThat(read.get(BgpDecoder.MOST_MESSAGES)).isInstanceOf(BgpFault.class);
  }

  /** Whatever is read can be written, and is then read as the same. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_230_520, 11})
  void mutatedMessagesAreReadOrRefusedAndNothingElse(long seed) {
    RandomSource random = new RandomSource(seed);
    List<byte[]> samples = samples();
    int faults = 0;
    for (int i = 0; i < Mutations.packets() / 2; i++) {
      byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        int at =
            random.nextInt(4) == 0
                ? random.nextInt(bytes.length)
                : 16 + random.nextInt(bytes.length - 16);
        bytes[at] = (byte) random.nextLong();
      }
      boolean wide = random.chance(0.5);
      for (BgpInput input : BgpDecoder.decode(bytes, wide)) {
        faults += input instanceof BgpFault ? 1 : 0;
        if (input instanceof BgpMessage message && !isOfAnotherFamily(message)) {
          byte[] again = BgpEncoder.encode(message, wide);
          assertThat(BgpDecoder.decode(again, wide)).as("seed %d", seed).containsExactly(input);
        }
      }
    }
    assertThat(faults).as("seed %d", seed).isPositive();
  }

  /** What cannot be written: this speaker always takes IPv4 routes. */
  private static boolean isOfAnotherFamily(BgpMessage message) {
    return message instanceof BgpMessage.Open open && !open.ipv4Unicast();
  }

  private static List<byte[]> samples() {
    List<byte[]> samples = new ArrayList<>();
    Ipv4Address address = Ipv4Address.parse("10.255.1.1");
    PathAttributes path = PathAttributes.local(4_200_000_001L, address, true);
    List<Ipv4Prefix> prefixes =
        List.of(Ipv4Prefix.parse("20.240.9.27/32"), Ipv4Prefix.parse("10.0.0.0/9"));
    samples.add(BgpEncoder.encode(new BgpMessage.Open(65000, 90, address, true, true), true));
    samples.add(
        BgpEncoder.encode(new BgpMessage.Update(prefixes, Optional.of(path), prefixes), true));
    samples.add(BgpEncoder.encode(new BgpMessage.Keepalive(), true));
    samples.add(BgpEncoder.encode(new Notification(6, 2, new byte[] {1, 2}), true));
    return samples;
  }
}
