package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.experiment.Ansi;
import io.azimux.experiment.walk.WalkFact;
import io.azimux.experiment.walk.WalkFacts;
import io.azimux.experiment.walk.WalkJson;
import io.azimux.experiment.walk.WalkRenderer;
import io.azimux.experiment.walk.WalkResult;
import io.azimux.node.message.ClientCommand;
import io.azimux.simulator.LinkFaults;
import io.azimux.simulator.LockStep;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimWalkTest {
  private static final long SECOND = 1_000_000_000;
  private final Scenario scenario = Scenarios.nvaInbound();

  @Test
  void theWalkShowsEverythingThatTheTextClaims() {
    WalkResult walk = SimWalk.run(scenario, SimulatorOptions.of(1));
    assertThat(WalkFacts.of(walk)).hasSize(7).allMatch(WalkFact::holds);
    List<String> roles =
        walk.trace().packets().get(0).elements().stream()
            .map(name -> name.replaceAll("-?\\d$", ""))
            .toList();
    assertThat(roles)
        .containsExactly(
            "remote-pc",
            "router",
            "mux",
            "router",
            "host-a",
            "nva",
            "host-a",
            "router",
            "host-b",
            "vm-prod");
  }

  @Test
  void theWalkIsToldInNumberedStepsThatFitTheScreen() {
    WalkResult walk = SimWalk.run(scenario, SimulatorOptions.of(1));
    String text = WalkRenderer.render(walk, Ansi.OFF);
    assertThat(text.lines()).allMatch(line -> line.length() <= WalkRenderer.WIDTH);
    assertThat(text.lines().filter(line -> line.matches("( [1-7]|Verify).*")))
        .extracting(line -> line.strip().substring(0, 1))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "1", "2", "3", "4", "5", "V");
    assertThat(text)
        .contains(
            "tunnel on          VXLAN vni 10000",
            "why nva1/eth0      maglev map over the live pool: nva1/eth0, nva2/eth0",
            "ask controller     10.0.1.4 runs on host-a (10.255.2.1), vni 10000",
            "destination 20.240.9.27:22 -> 10.0.1.4:22",
            "-s 141.192.166.93 -p tcp -j DNAT --to-destination 10.0.2.6",
            "MASQUERADE         source 141.192.166.93:49567 -> 10.0.2.4:49567",
            "yes  return crossed no MUX");
    assertThat(WalkRenderer.render(walk, Ansi.ON)).contains("\u001b[36m");
  }

  @Test
  void theWalkAsJsonHasEveryHopAndFact() {
    String json = WalkJson.render(SimWalk.run(scenario, SimulatorOptions.of(1)));
    assertThat(json)
        .contains(
            "\"completed\" : true",
            "\"kind\" : \"BackendChosen\"",
            "\"host\" : \"10.255.2.1\"",
            "\"end\" : \"delivered\"",
            "\"claim\" : \"return crossed no MUX\"");
  }

  @Test
  void theSameSeedWritesTheSameBytesAndTraceAndAnotherSeedDoesNot(@TempDir Path directory)
      throws IOException {
    WalkResult one = capture(7, directory.resolve("one"));
    WalkResult same = capture(7, directory.resolve("same"));
    capture(8, directory.resolve("other"));
    assertThat(one.trace()).isEqualTo(same.trace());
    Map<String, String> bytes = bytes(directory.resolve("one"));
    assertThat(bytes).containsKeys("mux-1-to-router-1.pcapng", "nva1-eth0.pcapng");
    assertThat(bytes).isEqualTo(bytes(directory.resolve("same")));
    assertThat(bytes).isNotEqualTo(bytes(directory.resolve("other")));
  }

  private WalkResult capture(long seed, Path directory) throws IOException {
    return SimWalk.run(scenario, SimulatorOptions.of(seed), Files.createDirectories(directory));
  }

  private static Map<String, String> bytes(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        byte[] content = Files.readAllBytes(file);
        contents.put(
            String.valueOf(file.getFileName()),
            new String(content, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  @Test
  void theWholeWorldRunsInLockStepWithItself() {
    LockStep same = new LockStep(loaded(3).simulator(), loaded(3).simulator());
    assertThat(same.runUntil(5 * SECOND)).isGreaterThan(10_000);
    LockStep different = new LockStep(loaded(3).simulator(), loaded(4).simulator());
    assertThatThrownBy(() -> different.runUntil(5 * SECOND)).hasMessageContaining("differ");
  }

  private SimulatedWorld loaded(long seed) {
    LinkFaults noise =
        LinkFaults.NONE
            .withJitter(30_000)
            .withLoss(0.01)
            .withDuplication(0.01)
            .withReorder(0.01, 300_000);
    SimulatedWorld world =
        new SimulatedWorld(
            scenario, SimulatorOptions.of(seed).withLinks(noise).withMessages(noise));
    Scenario.Load load = scenario.load();
    world
        .simulator()
        .at(
            2 * SECOND,
            () ->
                world
                    .simulator()
                    .tell(
                        "test",
                        load.client(),
                        new ClientCommand.OpenMany(
                            40, 1_000_000, 50_000_000, 20, 64, load.destination(), load.port())));
    return world;
  }
}
