package io.azimux.cli.deployed.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.deployed.Unit;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cli.process.Commands;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComposePlatformTest {
  private final FakeDocker docker =
      new FakeDocker()
          .node("a", "azimux", "mux_1", "AZIMUX_HTTP_PORT=9464")
          .node("b", "azimux", "mux_2")
          .box("c", "azimux", "prometheus_1", "");

  private ComposePlatform platform() {
    return ComposePlatform.open(docker, "");
  }

  private Unit unit(ComposePlatform platform) {
    return platform.units().get(0);
  }

  @Test
  void theOnlyProjectIsFoundAndOfItsContainersThoseThatCarryProcesses() {
    ComposePlatform platform = platform();
    assertThat(platform.where()).isEqualTo("compose project azimux");
    assertThat(platform.units())
        .extracting(Unit::place)
        .containsExactly("container azimux_mux_1", "container azimux_mux_2");
  }

  @Test
  void severalProjectsAreForTheUserToChooseFrom() {
    docker.node("d", "other", "mux_1");
    assertThatThrownBy(this::platform)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("--project")
        .hasMessageContaining("azimux, other");
    assertThat(ComposePlatform.open(docker, "other").units()).hasSize(1);
  }

  @Test
  void whereNothingRunsThatIsSaidWithTheCommandThatStartsIt() {
    assertThatThrownBy(() -> ComposePlatform.open(docker, "prod"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("project prod")
        .hasMessageContaining("up");
  }

  @Test
  void anEndpointIsAtTheContainersAddressOrBehindAPortOfThisMachine() {
    assertThat(unit(platform()).urls())
        .containsExactly(
            URI.create("http://172.30.97.2:9464"), URI.create("http://127.0.0.1:32801"));
  }

  @Test
  void aKilledContainerIsGoneWhenDockerSawItsProcessEnd() {
    ComposePlatform platform = platform();
    Unit unit = unit(platform);
    long gone = platform.kill(unit).join();
    Instant ended = Instant.parse("2026-05-20T10:00:01Z");
    assertThat(gone).isEqualTo(ended.getEpochSecond() * 1_000_000_000L);
    assertThat(docker.orders).containsExactly("kill --signal KILL a");
    assertThat(platform.standing(unit)).isEqualTo(Fleet.Standing.GONE);
  }

  @Test
  void oneThatIsAskedToEndGetsTimeToDrain() {
    ComposePlatform platform = platform();
    Unit unit = unit(platform);
    platform.terminate(unit).join();
    assertThat(docker.orders).containsExactly("stop -t 60 a");
    assertThat(platform.standing(unit)).isEqualTo(Fleet.Standing.GONE);
  }

  @Test
  void aStartedContainerIsAnotherLifeOfTheSame() {
    ComposePlatform platform = platform();
    Unit before = unit(platform);
    platform.kill(before).join();
    Unit after = platform.start(before).orElseThrow();
    assertThat(docker.orders).endsWith("start a");
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.life()).isNotEqualTo(before.life());
    assertThat(platform.standing(before)).isEqualTo(Fleet.Standing.GONE);
    assertThat(platform.standing(after)).isEqualTo(Fleet.Standing.RUNS);
  }

  @Test
  void whatARestartPolicyStartedIsNotStartedAgain() {
    ComposePlatform platform = platform();
    Unit before = unit(platform);
    platform.kill(before).join();
    docker.restart("a");
    assertThat(platform.start(before)).isPresent();
    assertThat(docker.orders).containsExactly("kill --signal KILL a");
  }

  @Test
  void aPausedContainerStandsStillUntilItGoesOn() {
    ComposePlatform platform = platform();
    Unit unit = unit(platform);
    platform.pause(unit);
    assertThat(platform.standing(unit)).isEqualTo(Fleet.Standing.STANDS_STILL);
    platform.resume(unit);
    assertThat(platform.standing(unit)).isEqualTo(Fleet.Standing.RUNS);
    assertThat(docker.orders).containsExactly("pause a", "unpause a");
  }

  @Test
  void aCableThatWasPulledIsPutBackWithNameAndAddress() {
    ComposePlatform platform = platform();
    Unit unit = unit(platform);
    platform.isolate(unit);
    assertThat(platform.isIsolated(unit)).isTrue();
    assertThat(platform.rejoin(unit)).isEqualTo(unit);
    assertThat(platform.isIsolated(unit)).isFalse();
    assertThat(docker.orders)
        .containsExactly(
            "network disconnect azimux_default a",
            "network connect --alias azimux_mux_1 --ip 172.30.97.2 azimux_default a");
  }

  @Test
  void whereAddressesCannotBeChosenTheNextBestIsTaken() {
    docker.refusesAddresses = true;
    ComposePlatform platform = platform();
    Unit unit = unit(platform);
    platform.isolate(unit);
    assertThat(platform.rejoin(unit).urls()).contains(URI.create("http://172.30.97.99:9464"));
    assertThat(docker.orders).endsWith("network connect --alias azimux_mux_1 azimux_default a");
  }

  @Test
  void theTokenStandsInTheEnvironmentOrInTheFileThatIsNamedThere() {
    assertThat(platform().token()).isEmpty();
    docker.node("d", "azimux", "router_1", "AZIMUX_TOKEN=", "AZIMUX_TOKEN_FILE=/run/token");
    assertThat(platform().token()).contains("secret of azimux_router_1");
    docker.node("e", "azimux", "a_host", "AZIMUX_TOKEN=sesame");
    assertThat(platform().token()).contains("sesame");
  }

  @Test
  void aContainerThatIsHeldIsNotForgotten() {
    docker.state("b", "paused");
    ComposePlatform platform = platform();
    assertThatThrownBy(platform::units)
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("docker unpause azimux_mux_2");
  }

  @Test
  void whatDockerRefusesIsToldInItsWords() {
    Commands refusing =
        new Commands() {
          @Override
          public Outcome run(List<String> command, Duration limit) {
            return new Outcome(1, "", "Cannot connect to the Docker daemon\n");
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> ComposePlatform.open(refusing, ""))
        .isInstanceOf(CannotStart.class)
        .hasMessage("docker ps failed (1): Cannot connect to the Docker daemon");
  }

  @Test
  void closingEndsWhatStillRuns() {
    platform().close();
    assertThat(docker.orders).containsExactly("closed");
  }
}
