package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "141.192.166.93", "20.240.9.27"})
  void anAddressPrintsAsItWasWritten(String text) {
    assertThat(Ipv4Address.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.x", "141.192.166. 93", "1..2.3"})
  void aWrongAddressIsRefusedWithItsText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Address.parse(text))
        .withMessageContaining(text);
  }

  @Test
  void addressesAreOrderedAsUnsignedNumbers() {
    assertThat(Ipv4Address.parse("10.0.0.1")).isLessThan(Ipv4Address.parse("200.0.0.1"));
  }

  @Test
  void aPrefixContainsItsAddressesOnly() {
    Ipv4Prefix prefix = Ipv4Prefix.parse("10.0.1.0/24");
    assertThat(prefix.contains(Ipv4Address.parse("10.0.1.4"))).isTrue();
    assertThat(prefix.contains(Ipv4Address.parse("10.0.2.4"))).isFalse();
    assertThat(Ipv4Prefix.ANY.contains(-1)).isTrue();
    assertThat(prefix).hasToString("10.0.1.0/24");
    assertThat(Ipv4Prefix.parse("10.0.1.4")).hasToString("10.0.1.4/32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.1.4/24", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8"})
  void aWrongPrefixIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Ipv4Prefix.parse(text));
  }

  @Test
  void macAddressesReadAndPrintInTheUsualForm() {
    assertThat(MacAddress.FABRIC).hasToString("12:34:56:78:9a:bc");
    assertThat(MacAddress.parse("12:34:56:78:9A:BC")).isEqualTo(MacAddress.FABRIC);
    assertThat(MacAddress.of(Ipv4Address.parse("10.0.1.4"))).hasToString("02:00:0a:00:01:04");
    assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.parse("12-34"));
    assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(1L << 48));
  }
}
