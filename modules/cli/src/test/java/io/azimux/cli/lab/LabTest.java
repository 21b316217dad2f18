package io.azimux.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.Commands;
import io.azimux.cli.process.SystemCommands;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real namespaces; where those are not permitted the reason is told and nothing is tested. */
class LabTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String STRANGER = "azimux-nva2";

  @TempDir Path directory = Path.of("");

  private final Commands commands = new SystemCommands();
  private final Console console = Screen.piped().console();
  private Lab lab = new Lab(directory, commands, console);

  @BeforeEach
  void aMachineThatMayHaveNamespaces() {
    try {
      new Tools(commands).requireAll();
    } catch (CannotStart reason) {
      assumeTrue(false, "skipped: " + reason.getMessage());
    }
    assumeTrue(
        !run("ip", "netns", "list").out().contains("azimux-"),
        "skipped: a lab stands on this machine");
    lab = new Lab(directory, commands, console);
  }

  @AfterEach
  void leaveNothing() {
    lab.remove();
    run("ip", "netns", "delete", STRANGER);
    commands.close();
  }

  @Test
  void guestsAreMachinesOfTheirOwnAndLeaveNothing() throws ScenarioException, IOException {
    Scenario scenario = small();
    String before = links();
    lab.build(scenario, RealWorld.FILE);
    assertThat(lab.stands(scenario)).isTrue();
    assertThat(inside("nva1", "uname", "-n")).isEqualTo("nva1");
    assertThat(inside("nva1", "cat", "/proc/sys/net/ipv4/ip_forward")).isEqualTo("1");
    assertThat(inside("vm-prod-1", "cat", "/proc/sys/net/ipv4/ip_forward")).isEqualTo("0");
    assertThat(inside("nva1", "iptables", "-t", "nat", "-S"))
        .contains("-A PREROUTING -s 141.192.166.93/32 -p tcp -j DNAT --to-destination 10.0.2.6");
    assertThat(inside("vm-prod-1", "id", "-un", "azureuser")).isEqualTo("azureuser");
    assertThat(inside("remote-pc", "ip", "route", "get", "20.240.9.27"))
        .contains("via 141.192.166.1 dev eth0");
    assertThat(lab.standing(scenario))
        .extracting(Lab.Standing::server)
        .containsExactly("-", "runs", "runs", "runs");

    assertThat(lab.remove().namespaces()).isEqualTo(4);
    assertThat(links()).isEqualTo(before);
    assertThat(Files.exists(directory.resolve("lab"))).isFalse();
    assertThat(lab.remove().namespaces()).isZero();
    assertThat(run("id", "azureuser").status()).isNotZero();
  }

  @Test
  void sshNeedsNoOptionsAndNoPassword() throws ScenarioException {
    Scenario scenario = small();
    lab.build(scenario, RealWorld.FILE);
    try {
      assertThat(inside("remote-pc", "ssh", "-G", "azureuser@20.240.9.27"))
          .contains("identityfile /etc/ssh/client_key", "stricthostkeychecking true");
      assertThat(inside("vm-prod-1", "sshd", "-T"))
          .contains("passwordauthentication no", "permitrootlogin no", "allowusers azureuser");
    } finally {
      lab.remove();
    }
  }

  @Test
  void aNamespaceOfSomebodyElseIsNeverTouched() throws ScenarioException {
    run("ip", "netns", "add", STRANGER);
    assertThatThrownBy(() -> lab.build(small(), RealWorld.FILE))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(STRANGER);
    assertThat(lab.remove().namespaces()).isZero();
    assertThat(run("ip", "netns", "list").out()).contains(STRANGER);
  }

  @Test
  void whatAKilledBuilderLeftIsTakenAwayWhereverItWas() throws ScenarioException {
    List<Guest> guests = Guests.of(small());
    List<List<String>> all = GuestNetwork.commands(guests.get(2), Namespaces.mark(directory));
    for (int done = 0; done <= all.size(); done++) {
      new LabRecord("x", List.of(STRANGER)).write(directory.resolve("lab"));
      all.subList(0, done).forEach(command -> run(command.toArray(String[]::new)));
      assertThat(lab.remove().namespaces())
          .as("after %d commands", done)
          .isEqualTo(done == 0 ? 0 : 1);
      assertThat(run("ip", "netns", "list").out()).doesNotContain(STRANGER);
      assertThat(links()).doesNotContain(guests.get(2).link());
    }
  }

  @Test
  void aLabIsFoundByItsMarkWhenItsFilesAreGone() throws ScenarioException, IOException {
    lab.build(small(), RealWorld.FILE);
    Files.delete(directory.resolve("lab").resolve("lab.json"));
    assertThat(lab.remove().namespaces()).isEqualTo(4);
  }

  @Test
  void aGuestWhoseNamespaceSomebodyRemovedEndsAllTheSame() throws ScenarioException {
    Scenario scenario = small();
    lab.build(scenario, RealWorld.FILE);
    run("ip", "netns", "delete", STRANGER);
    assertThat(lab.stands(scenario)).isFalse();
    assertThat(lab.remove().namespaces()).isEqualTo(3);
    assertThat(links()).doesNotContain("azimux");
    assertThat(Tools.processesWith(GuestFiles.init(directory.resolve("lab")).toString()))
        .allMatch(process -> !process.isAlive());
  }

  @Test
  void programsThatSomebodyLeftInAGuestEndWithIt() throws ScenarioException, IOException {
    Scenario scenario = small();
    lab.build(scenario, RealWorld.FILE);
    Process left = lab.inside(scenario, "nva1", List.of("sleep", "600")).start();
    assertThat(lab.remove().processes()).isGreaterThan(4);
    assertThat(
            new Poll(console, "test", Duration.ofMillis(20))
                .until(() -> !left.isAlive(), LIMIT, () -> "end"))
        .isTrue();
  }

  @Test
  void aGuestThatIsNotThereIsRefusedWithThoseThatAre() throws ScenarioException {
    assertThatThrownBy(() -> lab.inside(small(), "nva3", List.of("true")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("remote-pc, nva1, nva2, vm-prod-1");
    assertThatThrownBy(() -> lab.inside(small(), "nva1", List.of("true")))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("lab up");
  }

  /** Addresses that no lab beside the test has. */
  private static Scenario small() throws ScenarioException {
    return RealWorld.scenario(RealWorld.text().replace("10.254.0.", "10.254.77."));
  }

  private String inside(String guest, String... command) throws ScenarioException {
    try {
      Process process =
          lab.inside(small(), guest, List.of(command)).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Commands.Outcome run(String... command) {
    return commands.run(List.of(command), LIMIT);
  }

  private String links() {
    return run("ip", "-o", "link", "show").out();
  }
}
