package io.azimux.dataplane.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.bgp.BgpMessage.Keepalive;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.bgp.BgpMessage.Open;
import io.azimux.dataplane.bgp.BgpMessage.Update;
import io.azimux.dataplane.bgp.PathAttributes.Origin;
import io.azimux.dataplane.bgp.PathAttributes.Segment;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages as other speakers write them; the long ones are those of ExaBGP's test suite. */
class BgpVectorsTest {
  private static final String MARKER = "ff".repeat(16);

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(MARKER + hex.replace(" ", ""));
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }

  private static Update announce(PathAttributes attributes, String... prefixes) {
    List<Ipv4Prefix> announced = Stream.of(prefixes).map(Ipv4Prefix::parse).toList();
    return new Update(List.of(), Optional.of(attributes), announced);
  }

  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of(
            "OPEN with a capability that is not known here",
            "0051 01 04 FFFD 00B4 0A000002 34 02 06 0104 00010001 02 06 4104 0000FFFD 02 22 4B20"
                + "1F4578614247502F6D61696E2D633261326561386562642D3230323430373135",
            new Open(65533, 180, address("10.0.0.2"), true, true)),
        Arguments.of(
            "UPDATE of an external session",
            "002F 02 0000 0014 40010100 400206 0201 0000FFFD 400304 0A0001FE 18 0A0000",
            announce(
                new PathAttributes(
                    Origin.IGP,
                    List.of(new Segment(true, List.of(65533L))),
                    address("10.0.1.254"),
                    false),
                "10.0.0.0/24")),
        Arguments.of(
            "UPDATE of an internal session, with five prefixes",
            "003C 02 0000 001C 40010100 400200 400304 65016501 800404 000000C8 400504 00000064"
                + "00 00 00 00 20 01010101",
            announce(
                new PathAttributes(Origin.IGP, List.of(), address("101.1.101.1"), false),
                "0.0.0.0/0",
                "0.0.0.0/0",
                "0.0.0.0/0",
                "0.0.0.0/0",
                "1.1.1.1/32")),
        Arguments.of(
            "UPDATE with attributes and without a prefix",
            "004F 02 0000 0038 40010100 40020E 0203 0000AAAA 0000AAAA 0000AAAA"
                + "C00708 00AA00AA 0A0A0A0A 400600 400304 0A0A0A0A 800404 00000000 400504 00000064",
            new Update(List.of(), Optional.empty(), List.of())),
        Arguments.of(
            "withdrawal alone",
            "001B 02 0004 180A0000 0000",
            new Update(List.of(Ipv4Prefix.parse("10.0.0.0/24")), Optional.empty(), List.of())),
        Arguments.of(
            "end of the table",
            "0017 02 0000 0000",
            new Update(List.of(), Optional.empty(), List.of())),
        Arguments.of("KEEPALIVE", "0013 04", new Keepalive()),
        Arguments.of(
            "NOTIFICATION: cease, administrative shutdown, with a text of RFC 8203",
            "0018 03 06 02 02 6F6B",
            new Notification(6, 2, new byte[] {2, 'o', 'k'})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("published")
  void aPublishedMessageIsReadAsItWasMeant(String what, String hex, BgpMessage meaning) {
    assertThat(BgpDecoder.decode(bytes(hex), true)).as(what).containsExactly(meaning);
  }

  static Stream<Arguments> own() {
    return Stream.of(
        Arguments.of(
            new Open(4_200_000_001L, 3, address("10.255.1.1"), true, true),
            "002B 01 04 5BA0 0003 0AFF0101 0E 020C 0104 00010001 4104 FA56EA01"),
        Arguments.of(
            announce(
                PathAttributes.local(4_200_000_001L, address("10.255.1.1"), false),
                "20.240.9.27/32"),
            "0030 02 0000 0014 40010100 400206 0201 FA56EA01 400304 0AFF0101 20 14F0091B"),
        Arguments.of(
            announce(
                PathAttributes.local(4_200_000_000L, address("10.255.0.1"), true), "20.240.9.0/24"),
            "0032 02 0000 0017 40010100 400206 0201 FA56EA00 400304 0AFF0001 400600 18 14F009"),
        Arguments.of(new Keepalive(), "0013 04"),
        Arguments.of(Notification.of(6, 10), "0015 03 060A"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("own")
  void ownMessagesStandOnTheWireAsTheStandardsWant(BgpMessage message, String hex) {
    assertThat(BgpEncoder.encode(message, true)).isEqualTo(bytes(hex));
    assertThat(BgpDecoder.decode(bytes(hex), true)).containsExactly(message);
  }

  @Test
  void aNumberThatNeedsFourOctetsIsToldInTwoAsTheOneThatStandsForAll() {
    PathAttributes path = PathAttributes.local(4_200_000_001L, address("10.255.1.1"), false);
    byte[] two = BgpEncoder.encode(announce(path, "20.240.9.27/32"), false);
    assertThat(two).hasSize(0x2e);
    BgpInput read = BgpDecoder.decode(two, false).get(0);
    assertThat(((Update) read).attributes().orElseThrow().asPath())
        .containsExactly(new Segment(true, List.of(23456L)));
  }

  @Test
  void severalMessagesInOnePieceAreReadInOrder() {
    byte[] one = BgpEncoder.encode(new Keepalive(), true);
    byte[] other = BgpEncoder.encode(Notification.of(4, 0), true);
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    assertThat(BgpDecoder.decode(both, true))
        .containsExactly(new Keepalive(), Notification.of(4, 0));
  }
}
