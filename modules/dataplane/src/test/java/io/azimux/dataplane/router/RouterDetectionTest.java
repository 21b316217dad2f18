package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Peers;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A router and its neighbours with BFD: who notices what, and when. */
class RouterDetectionTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final Ipv4Prefix FRONTEND = Ipv4Prefix.host(Lab.FRONTEND);

  private final World world = Lab.world(2, 4, Lab.withBfd(Duration.ofMillis(50)));
  private final Wiring wiring = Wiring.of(world);
  private final RecordingOutbox out = new RecordingOutbox();
  private Router router = Router.of(world, wiring, "router-1", new RandomSource(1));
  private Peers peers = new Peers(world, wiring, "router-1", router, out);

  @BeforeEach
  void start() {
    router.start(0, out);
  }

  private Map<String, Double> readings() {
    Map<String, Double> readings = new TreeMap<>();
    router.measure((measure, label, value) -> readings.put(measure + " " + label, value));
    return readings;
  }

  @ParameterizedTest(name = "killed after {0} ms")
  @ValueSource(ints = {1000, 1013, 1027, 1044, 1049})
  void aDeadMuxIsWithdrawnWithinThreeIntervalsOfItsLastPacket(int millis) {
    peers.announce("mux-1", FRONTEND);
    peers.pass(millis * MILLI);
    assertThat(readings().get(Measure.BFD_SESSION + " mux-1")).isEqualTo(1);
    peers.kill("mux-1");
    peers.pass(99 * MILLI);
    assertThat(readings().get(Measure.ROUTER_NEXT_HOP_ACTIVE + " mux-1")).isEqualTo(1);
    peers.pass(51 * MILLI);
    assertThat(readings().get(Measure.ROUTER_NEXT_HOP_ACTIVE + " mux-1")).isZero();
    assertThat(readings().get(Measure.BGP_SESSION + " mux-1")).isZero();
    assertThat(out.facts())
        .containsExactly(
            new Fact.NextHopChanged("router-1", "mux-1", true, "announced"),
            new Fact.NextHopChanged("router-1", "mux-1", false, "BFD down"));
  }

  @Test
  void aLivingMuxIsNeverTakenForDead() {
    peers.announce("mux-1", FRONTEND);
    peers.announce("mux-2", FRONTEND);
    peers.pass(60 * SECOND);
    assertThat(out.facts()).hasSize(2).allMatch(fact -> fact.toString().contains("announced"));
  }

  @Test
  void bothEndsSendOnlyWhileTheSessionStands() {
    peers.announce("mux-1", FRONTEND);
    peers.pass(SECOND);
    peers.kill("mux-1");
    peers.pass(SECOND);
    out.clear();
    peers.pass(10 * SECOND);
    assertThat(out.transmitted()).isEmpty();
    assertThat(out.told()).isEmpty();
  }

  @Test
  void neighboursAvoidADeadRouterAndComeBackAfterItStartsAgain() {
    peers.start("host-a");
    peers.announce("mux-1", FRONTEND);
    peers.start("client");
    peers.pass(SECOND);
    int[] onlyLiving = {0};
    for (String peer : new String[] {"host-a", "mux-1", "client"}) {
      assertThat(peers.exits(peer).live()).as(peer).isEqualTo(onlyLiving);
      assertThat(peers.out(peer).facts())
          .containsExactly(new Fact.NextHopChanged(peer, "router-1", true, "announced"));
    }
    RecordingOutbox nowhere = new RecordingOutbox();
    Router dead = Router.of(world, wiring, "router-1", new RandomSource(2));
    peers.replaceRouter(dead, nowhere);
    peers.pass(SECOND);
    for (String peer : new String[] {"host-a", "mux-1", "client"}) {
      assertThat(peers.out(peer).facts()).as(peer).hasSizeGreaterThanOrEqualTo(2);
      assertThat(peers.out(peer).facts().get(1).toString()).contains("false");
    }
    dead.start(peers.now(), nowhere);
    peers.pass(3 * SECOND);
    for (String peer : new String[] {"host-a", "mux-1", "client"}) {
      assertThat(peers.out(peer).facts())
          .last()
          .isEqualTo(new Fact.NextHopChanged(peer, "router-1", true, "announced"));
    }
    assertThat(nowhere.facts())
        .containsExactly(new Fact.NextHopChanged("router-1", "mux-1", true, "announced"));
  }

  @Test
  void theInternetIsToldOfASummaryWhileAFrontendHasAMux() {
    peers.start("client");
    peers.pass(SECOND);
    assertThat(peers.out("client").facts()).isEmpty();
    peers.announce("mux-1", FRONTEND);
    peers.pass(SECOND);
    assertThat(peers.out("client").facts()).hasSize(1);
    peers.announce("mux-2", FRONTEND);
    peers.announce("mux-1");
    peers.pass(SECOND);
    assertThat(peers.out("client").facts()).hasSize(1);
    peers.announce("mux-2");
    assertThat(peers.out("client").facts())
        .last()
        .isEqualTo(new Fact.NextHopChanged("client", "router-1", false, "withdrawn"));
  }
}
