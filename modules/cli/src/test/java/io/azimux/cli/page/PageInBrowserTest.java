package io.azimux.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.cluster.Ports;
import io.azimux.cli.command.Azimux;
import io.azimux.cli.command.Home;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import io.azimux.node.message.ClientCommand;
import io.azimux.packet.Ipv4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The live page in a real browser, in front of a real cluster with a load. Pictures of it lie in
 * {@code target/screenshots}; with {@code -Dazimux.pictures=DIR} those of the README are made anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageInBrowserTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String ENTER = "\uE007";
  private static final String ESCAPE = "\uE00C";
  private static final String LEFT = "\uE012";
  private static final String RIGHT = "\uE014";
  private static final String END = "\uE010";

  @TempDir static Path directory = Path.of("");

  private @Nullable Browser started;
  private int port;

  @BeforeAll
  void startClusterAndBrowser() throws Exception {
    assumeTrue(
        Browser.isInstalled(),
        "not tested: the page in a browser needs chromium and chromium-driver (Debian packages)");
    port = Ports.free(1).get(0);
    Screen sim = Screen.piped();
    assertThat(Azimux.run(sim.console(), home(), "sim", "kill-one-mux")).as(sim.err()).isZero();
    Screen up = Screen.piped();
    String[] arguments = {"up", "--placement", "per-machine", "--console-port", "" + port};
    assertThat(Azimux.run(up.console(), home(), arguments)).as(up.err()).isZero();
    assertThat(up.out()).contains("http://localhost:" + port);
    started = Browser.start(directory, Ports.free(1).get(0));
  }

  @AfterAll
  void stop() throws Exception {
    if (started != null) {
      started.close();
    }
    Screen down = Screen.piped();
    assertThat(Azimux.run(down.console(), home(), "down")).isZero();
    assertThat(home().state().jvms().all()).isEmpty();
    assertThat(started == null || PageProcess.isFree(port)).isTrue();
  }

  @AfterEach
  void nothingWentWrongInTheBrowser() throws Exception {
    assertThat(browser().complaints()).isEmpty();
    String foreign =
        "return performance.getEntriesByType('resource').map((one) => one.name)"
            + ".filter((name) => !name.startsWith(location.origin + '/'))";
    assertThat(browser().run(foreign)).as("requests to elsewhere").isEmpty();
  }

  private Browser browser() {
    if (started == null) {
      throw new IllegalStateException("no browser");
    }
    return started;
  }

  private static Home home() {
    return new Home(
        ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }

  private String url(String view) {
    return "http://localhost:" + port + "/#/" + view;
  }

  private void load() throws Exception {
    LocalCluster.running(home().state())
        .clientOf("remote-pc")
        .command(
            "remote-pc",
            new ClientCommand.OpenMany(
                200, 15_000_000L, 400_000_000L, 400, 40, Ipv4Address.parse("20.240.9.27"), 22));
  }

  private void picture(String name, boolean forReadme) throws Exception {
    browser().screenshot(PICTURES.resolve(name + ".png"));
    String wanted = System.getProperty("azimux.pictures", "");
    if (forReadme && !wanted.isEmpty()) {
      browser().screenshot(ROOT.resolve(wanted).resolve(name + ".png"));
    }
  }

  @Test
  @Order(1)
  void everyElementIsShownWithItsTraffic() throws Exception {
    browser().show(1280, 800, false);
    browser().open(url("live"));
    browser().await("document.querySelectorAll('#picture .el.up').length === 13");
    load();
    browser().await("document.querySelectorAll('#picture .flow.tunnel:not(.beat)').length >= 8");
    browser().await("document.querySelectorAll('#plot-mux canvas').length === 1");
    browser().await("document.querySelectorAll('#events li').length > 8");
    for (String tab : List.of("tables", "sessions", "flows")) {
      browser().run("document.getElementById('tab-" + tab + "').click()");
      browser().await("document.querySelectorAll('#pane-" + tab + " tbody tr').length >= 4");
    }
    browser().run("document.getElementById('tab-plots').click()");
    picture("live-light", false);
  }

  @Test
  @Order(2)
  void aKillShowsWithinTwoSeconds() throws Exception {
    browser().show(1280, 800, true);
    browser().await("document.documentElement.dataset.theme === 'dark'");
    browser()
        .run(
            "const el = document.querySelector('[data-name=mux-2]');"
                + "el.dispatchEvent(new MouseEvent('click', {bubbles: true}));"
                + "new MutationObserver(() => { if (el.classList.contains('gone'))"
                + " window.seenGone ??= performance.now(); }).observe(el, {attributes: true});");
    browser().await("document.getElementById('do-kill')");
    browser().run("window.killed = performance.now(); document.getElementById('do-kill').click();");
    browser().await("window.seenGone");
    double millis = browser().run("return window.seenGone - window.killed").asDouble();
    assertThat(millis).isLessThan(2000);
    Files.writeString(PICTURES.resolve("kill-shown-after.txt"), Math.round(millis) + " ms\n");
    browser().await("/router-1 withdrew mux-2/.test(document.getElementById('events').innerText)");
    picture("live-dark", true);
    assertThat(browser().run("return document.getElementById('panel').innerText").asText())
        .contains("mux-2", "gone", "Restart");
  }

  @Test
  @Order(3)
  void theKeyboardAloneIsEnough() throws Exception {
    browser().press(ESCAPE);
    browser().await("document.activeElement.dataset.name === 'mux-2'");
    browser().press(RIGHT);
    browser().await("document.activeElement.dataset.name === 'mux-3'");
    browser().press(LEFT, ENTER);
    browser().await("document.activeElement.id === 'panel'");
    browser().await("document.getElementById('do-restart')");
    browser().press("s");
    browser().await("document.querySelector('[data-name=mux-2]').classList.contains('up')");
    browser().press("p");
    browser().await("document.querySelector('[data-name=mux-2]').classList.contains('silent')");
    browser().await("document.getElementById('do-resume')");
    browser().press("r");
    browser().await("document.querySelector('[data-name=mux-2]').classList.contains('up')");
    browser().press(ESCAPE);
  }

  @Test
  @Order(4)
  void aPacketIsWalkedHopByHopWithEachRewrite() throws Exception {
    browser().show(1280, 800, false);
    browser().open(url("walk"));
    browser().await("document.querySelector('#hops [aria-current] b')?.innerText === 'remote-pc'");
    stepsToTheNva();
    browser().run("document.getElementById('walk-live').click()");
    browser()
        .await("/as the processes recorded/.test(document.getElementById('walk-flow').innerText)");
    stepsToTheNva();
    picture("walk-light", true);
    browser().press(END);
    browser().await("document.querySelector('#hops [aria-current] b').innerText === 'vm-prod-1'");
    browser().await("document.querySelectorAll('#facts .ok').length === 7");
    browser().show(1280, 800, true);
    picture("walk-dark", false);
  }

  private void stepsToTheNva() throws Exception {
    for (int i = 0; i < 12; i++) {
      if (browser()
          .run("return document.querySelector('#hops [aria-current] b').innerText")
          .asText()
          .startsWith("nva")) {
        break;
      }
      browser().press(RIGHT);
    }
    assertThat(browser().run("return document.getElementById('did').innerText").asText())
        .contains("DNAT", "MASQUERADE", "10.0.2.6:22");
    assertThat(browser().run("return document.querySelectorAll('#packet .field.changed').length"))
        .as("source and destination address, time to live")
        .hasToString("3");
    assertThat(browser().run("return document.querySelector('#did li.Rewritten ins').innerText"))
        .hasToString("\"10.0.2.6:22\"");
  }

  @Test
  @Order(5)
  void runsAreListedAndTheirReportsWorkInTheirSandbox() throws Exception {
    browser().open(url("runs"));
    browser().await("document.querySelectorAll('#runs tbody tr').length === 1");
    assertThat(browser().run("return document.getElementById('runs').innerText").asText())
        .contains("kill-one-mux", "PASS");
    String report = browser().run("return document.querySelector('#runs a').href").asText();
    browser().open(report);
    browser().await("document.querySelectorAll('.plot svg').length > 0");
    assertThat(browser().run("return self.origin").asText()).isEqualTo("null");
    browser().open(url("live"));
    browser().await("document.querySelectorAll('#picture .el.up').length === 13");
  }

  @Test
  @Order(6)
  void aNarrowWindowNeedsNoScrollingSideways() throws Exception {
    for (String view : List.of("live", "walk", "runs")) {
      browser().show(420, 800, false);
      browser().open(url(view));
      browser().await("document.getElementById('pulse').innerText === 'live'");
      if (view.equals("walk")) {
        browser().await("document.querySelector('#hops button') !== null");
      }
      String over = "return document.documentElement.scrollWidth - window.innerWidth";
      assertThat(browser().run(over).asInt()).as(view).isLessThanOrEqualTo(0);
      picture("narrow-" + view, false);
    }
  }

  @Test
  @Order(7)
  void whateverCanBeUsedSaysWhatItIs() throws Exception {
    browser().show(1280, 800, false);
    for (String view : List.of("live", "walk", "runs")) {
      browser().open(url(view));
      browser().await("document.getElementById('pulse').innerText === 'live'");
      String nameless =
          "return [...document.querySelectorAll('a, button, input, [tabindex], [role=img]')]"
              + ".filter((one) => one.id !== 'main' && !(one.getAttribute('aria-label')"
              + " || one.getAttribute('aria-labelledby') || one.textContent.trim()"
              + " || one.closest('label'))).map((one) => one.outerHTML.slice(0, 90))";
      assertThat(browser().run(nameless)).as(view).isEmpty();
    }
  }
}
