package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Bgp;
import io.azimux.topology.Ecmp;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.LoadBalancer.Probe;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import io.azimux.topology.Settings.BackendMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds where a file leaves something out, and that it does not hold where it does not. */
class ScenarioDefaultsTest {

  @Test
  void withoutSettingsTheDefaultsHold() throws ScenarioException {
    assertThat(read(ScenarioTexts.good()).world().settings()).isEqualTo(Settings.DEFAULTS);
  }

  @Test
  void everySettingIsRead() throws ScenarioException {
    String settings =
        "settings: {ecmp: mod-n, backendMap: list-mod, replication: lazy, bgp: {holdTime: 3s,"
            + " keepalive: 1s}, muxFlowCapacity: 16, uftCapacity: 17, conntrackCapacity: 18,"
            + " hashSeed: 19}\n";
    assertThat(read(settings + ScenarioTexts.good()).world().settings())
        .isEqualTo(
            new Settings(
                Ecmp.DEFAULTS.with(Ecmp.Kind.MOD_N),
                BackendMap.LIST_MOD,
                Bgp.DEFAULTS,
                Replication.DEFAULTS.with(Replication.Mode.LAZY),
                16,
                8,
                17,
                18,
                19));
  }

  @Test
  void theKeepaliveFollowsTheHoldTime() throws ScenarioException {
    Settings settings =
        read("settings: {bgp: {holdTime: 3m}}\n" + ScenarioTexts.good()).world().settings();
    assertThat(settings.bgp().keepalive()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void whatALoadBalancerLeavesOutIsAsInAzure() throws ScenarioException {
    String text =
        ScenarioTexts.good()
            .replace("    sku: Standard\n", "")
            .replace("        loadDistribution: Default\n", "")
            .replace("        idleTimeoutInMinutes: 4\n", "")
            .replace("        enableFloatingIP: false\n", "")
            .replace("        enableTcpReset: false\n", "")
            .replace(", intervalInSeconds: 5, probeThreshold: 1", "");
    LoadBalancingRule good =
        read(ScenarioTexts.good()).world().loadBalancers().get(0).loadBalancingRules().get(0);
    var balancer = read(text).world().loadBalancers().get(0);
    assertThat(balancer.loadBalancingRules()).containsExactly(good);
    assertThat(balancer.probes())
        .containsExactly(new Probe("lb-nva-pub-probe-ssh", 22, Duration.ofSeconds(15), 1));
  }

  private static Scenario read(String text) throws ScenarioException {
    return ScenarioFile.parse("x", "x", text.getBytes(StandardCharsets.UTF_8));
  }
}
