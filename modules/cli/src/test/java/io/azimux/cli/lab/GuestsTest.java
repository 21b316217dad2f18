package io.azimux.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.BadInput;
import io.azimux.topology.file.ScenarioException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestsTest {
  @Test
  void theAttachedPartOfAWorldBecomesGuests() throws ScenarioException {
    List<Guest> guests = Guests.of(RealWorld.scenario());
    assertThat(guests)
        .extracting(Guest::namespace)
        .containsExactly("azimux-remote-pc", "azimux-nva1", "azimux-nva2", "azimux-vm-prod-1");
    Guest nva = guests.get(1);
    assertThat(nva.forwards()).isTrue();
    assertThat(nva.listens()).containsExactly(22);
    assertThat(nva.addresses()).isEqualTo("eth0 10.0.1.4/24, eth1 10.0.2.4/24");
    assertThat(nva.nics().get(0).gateway()).hasToString("10.0.1.1");
    assertThat(nva.nics().get(0).mac()).hasToString("02:00:0a:00:01:04");
    assertThat(guests.get(0).onInternet()).isTrue();
    assertThat(guests.get(3).iptables()).isEmpty();
  }

  @Test
  void commandLinesAreThoseOfTheScenarioWithoutSudo() throws ScenarioException {
    assertThat(Guests.of(RealWorld.scenario()).get(1).iptables())
        .extracting(words -> String.join(" ", words))
        .containsExactly(
            "iptables -t nat -A PREROUTING -s 141.192.166.93 -p tcp -j DNAT --to-destination"
                + " 10.0.2.6",
            "iptables -t nat -A POSTROUTING -s 141.192.166.93 -o eth1 -j MASQUERADE");
  }

  @Test
  void anAddressThatTheScenarioExpectsFramesFromIsTheGuests() throws ScenarioException {
    assertThat(underlays(RealWorld.text().replace("peer: 10.254.0.14", "peer: 10.254.0.77")))
        .containsExactly("10.254.0.11", "10.254.0.12", "10.254.0.13", "10.254.0.77");
  }

  @Test
  void guestsOfWhichNoneIsExpectedHaveAddressesOfTheirOwn() throws ScenarioException {
    assertThat(underlays(RealWorld.text().replaceAll(", peer: [0-9.:]+", "")))
        .containsExactly("10.254.0.11", "10.254.0.12", "10.254.0.13", "10.254.0.14");
  }

  private static List<String> underlays(String text) throws ScenarioException {
    return Guests.of(RealWorld.scenario(text)).stream()
        .map(guest -> guest.underlay().toString())
        .toList();
  }

  @Test
  void aWorldWithoutAttachedGuestsIsRefused() throws ScenarioException {
    String text = RealWorld.text().replaceAll("(?m)^ *attached: .*\n", "");
    assertThatThrownBy(() -> Guests.of(RealWorld.scenario(text)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no attached guests")
        .hasMessageContaining("nva-inbound-real");
  }
}
