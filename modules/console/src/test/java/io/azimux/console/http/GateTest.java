package io.azimux.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.console.http.Gate.Asker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final String TOKEN = "open sesame";

  private final Gate here = new Gate(true, List.of());
  private final Gate everywhere = new Gate(false, List.of("console.example.org"));

  private static Asker browser(String host, String origin) {
    return new Asker(true, host, origin, "same-origin", "1", "");
  }

  private static Asker remote(String token) {
    return new Asker(false, "10.0.0.7:8080", "http://10.0.0.7:8080", "same-origin", "1", token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"})
  void whoAsksByANameOfThisMachineMayLook(String host) {
    assertThat(here.refusesToShow(browser(host, ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5:8080",
        "",
        "localhost:8080:8080"
      })
  void anotherNameIsRefusedWhereOnlyThisMachineReachesThePage(String host) {
    assertThat(here.refusesToShow(browser(host, "")).orElse("")).contains("localhost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"console:8080", "10.1.2.3", "[fe80::1]:80", "console.example.org:443"})
  void addressesServiceNamesAndGivenNamesReachAnOpenPage(String host) {
    assertThat(everywhere.refusesToShow(browser(host, ""))).isEmpty();
  }

  @Test
  void aNameThatAnybodyCouldPointHereIsRefusedAndTheOptionNamed() {
    assertThat(everywhere.refusesToShow(browser("evil.example", "")).orElse(""))
        .contains("evil.example", "--host-name");
  }

  @Test
  void thePageItselfMayActFromThisMachine() {
    Asker asker = browser("localhost:8080", "http://localhost:8080");
    assertThat(here.refusesToAct(asker, TOKEN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "http://localhost:9999",
        "http://localhost:8080.evil.example",
        "null"
      })
  void anotherPageMayNot(String origin) {
    Asker asker = browser("localhost:8080", origin);
    assertThat(here.refusesToAct(asker, TOKEN).orElse("")).contains("another page", origin);
  }

  @Test
  void aBrowserThatSaysCrossSiteMayNotEvenWithoutAnOrigin() {
    Asker asker = new Asker(true, "localhost:8080", "", "cross-site", "1", "");
    assertThat(here.refusesToAct(asker, TOKEN).orElse("")).contains("another page (cross-site)");
  }

  @Test
  void aPlainFormCannotActSinceItHasNoMarker() {
    Asker asker = new Asker(true, "localhost:8080", "", "", "", "");
    assertThat(here.refusesToAct(asker, TOKEN).orElse("")).contains(Gate.MARKER_HEADER);
  }

  @Test
  void anotherMachineNeedsTheToken() {
    assertThat(everywhere.refusesToAct(remote(""), TOKEN).orElse("")).contains(Gate.TOKEN_HEADER);
    assertThat(everywhere.refusesToAct(remote("wrong"), TOKEN).orElse("")).contains("wrong");
    assertThat(everywhere.refusesToAct(remote(TOKEN), TOKEN)).isEmpty();
  }

  @Test
  void whereThereIsNoTokenNoneIsRight() {
    assertThat(everywhere.refusesToAct(remote(""), "")).isPresent();
    assertThat(everywhere.refusesToAct(remote(" "), "")).isPresent();
  }

  @Test
  void theTokenDoesNotOpenTheGateToOtherPages() {
    Asker asker = new Asker(true, "localhost:8080", "http://evil.example", "", "1", TOKEN);
    assertThat(here.refusesToAct(asker, TOKEN)).isPresent();
  }
}
