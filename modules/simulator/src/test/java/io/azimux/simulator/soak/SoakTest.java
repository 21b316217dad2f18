package io.azimux.simulator.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Fact;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.packet.Burst;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.simulator.run.Tampering;
import io.azimux.topology.Scenario;
import io.azimux.topology.Soak;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.SoakFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SoakTest {
  static Soak soak() {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    try {
      return SoakFile.read(root.resolve("scenarios/random-soak.yaml")).orElseThrow();
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theInvariantsHoldForTheFirstSeeds() {
    for (long seed = 1; seed <= 60; seed++) {
      assertThat(Soaks.check(soak(), seed)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void everySeedDrawsASoundScenarioThatIsTheSameEachTime() {
    Set<String> texts = new LinkedHashSet<>();
    for (long seed = 1; seed <= 200; seed++) {
      Plan plan = PlanDraw.of(soak(), seed);
      assertThat(PlanDraw.of(soak(), seed)).as("seed %d", seed).isEqualTo(plan);
      Scenario scenario = SoakRun.scenario(plan);
      assertThat(scenario.world().muxes()).as("seed %d", seed).hasSizeBetween(2, 5);
      assertThat(plan.upsets()).as("seed %d", seed).hasSizeBetween(0, 6);
      texts.add(PlanText.of(plan));
    }
    assertThat(texts).hasSize(200);
  }

  @Test
  void aFailureIsShrunkToOneThatFailsTheSameWay() {
    Tampering liar = new Liar();
    Plan plan = PlanDraw.of(soak(), 3);
    Optional<Violation> violation = SoakRun.of(plan, liar);
    assertThat(violation).as("seed 3").isPresent();
    Shrink.Result smallest = Shrink.of(plan, violation.get(), liar);
    assertThat(smallest.violation().invariant()).isEqualTo(violation.get().invariant());
    assertThat(smallest.plan().upsets()).as("no fault is needed").isEmpty();
    assertThat(smallest.plan().connections()).isEqualTo(1);
    assertThat(smallest.plan().muxes()).isEqualTo(1);
    assertThat(SoakRun.of(smallest.plan(), liar)).isPresent();
  }

  /** Every host says of every packet that a server of another tenant got it. */
  private static final class Liar implements Tampering {
    private static final FiveTuple FLOW =
        new FiveTuple(
            Ipv4Address.parse("141.192.166.1"), Ipv4Address.parse("20.240.9.31"), 6, 1, 22);

    @Override
    public Node node(String name, Node made) {
      return !name.startsWith("host-")
          ? made
          : new Wrapped(made) {
            @Override
            public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
              super.onBurst(port, burst, nowNanos, out);
              out.note(new Fact.FlowAtBackend(FLOW, "vm-2-1/eth0", true));
            }
          };
    }
  }
}
