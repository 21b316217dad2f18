package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.router.Router;
import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Peers;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.message.OperatorCommand.Drained;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a MUX announces, and how it leaves. */
class AnnouncerTest {
  private static final long MILLI = 1_000_000L;
  private static final long TIMER = 9;
  private static final List<Ipv4Prefix> FRONTENDS = List.of(Ipv4Prefix.host(Lab.FRONTEND));
  private static final Fact ANNOUNCED =
      new Fact.NextHopChanged("router-1", "mux-1", true, "announced");
  private static final Fact WITHDRAWN =
      new Fact.NextHopChanged("router-1", "mux-1", false, "withdrawn");

  private final World world = Lab.world(2, 4, Lab.withBfd(Duration.ofMillis(50)));
  private final Wiring wiring = Wiring.of(world);
  private final RecordingOutbox seen = new RecordingOutbox();
  private final Router router = Router.of(world, wiring, "router-1", new RandomSource(1));
  private final Peers peers = new Peers(world, wiring, "router-1", router, seen);
  private final RecordingOutbox out;
  private final Announcer announcer;
  private long packets;

  AnnouncerTest() {
    router.start(0, seen);
    peers.start("mux-1");
    out = peers.out("mux-1");
    announcer = new Announcer(peers.exits("mux-1"), () -> packets, TIMER);
    peers.pass(100 * MILLI);
  }

  private void begin() {
    announcer.frontends(FRONTENDS, peers.now(), out);
    announcer.ready(true, peers.now(), out);
    peers.settle();
    seen.facts().clear();
  }

  /** Lets time pass in steps in which a packet comes or not. */
  private void pass(long nanos, boolean packetsCome) {
    for (long until = peers.now() + nanos; peers.now() < until; ) {
      peers.pass(10 * MILLI);
      packets += packetsCome ? 1 : 0;
      if (out.timer(TIMER) <= peers.now()) {
        out.timers().remove(TIMER);
        announcer.onTimer(peers.now(), out);
        toOperator |= out.told().stream().anyMatch(one -> one.message() instanceof Drained);
        peers.settle();
      }
    }
  }

  private boolean toOperator;

  private double session() {
    double[] value = {-1};
    router.measure(
        (measure, label, reading) -> {
          if (measure == Measure.BGP_SESSION && label.equals("mux-1")) {
            value[0] = reading;
          }
        });
    return value[0];
  }

  @Test
  void nothingIsAnnouncedUntilTheMuxIsReady() {
    announcer.frontends(FRONTENDS, peers.now(), out);
    peers.settle();
    assertThat(seen.facts()).isEmpty();
    announcer.ready(true, peers.now(), out);
    announcer.ready(true, peers.now(), out);
    peers.settle();
    assertThat(seen.facts()).containsExactly(ANNOUNCED);
    announcer.ready(false, peers.now(), out);
    peers.settle();
    assertThat(seen.facts()).containsExactly(ANNOUNCED, WITHDRAWN);
  }

  @Test
  void aGoalStateWithoutFrontendsWithdrawsThemAtOnce() {
    begin();
    announcer.frontends(List.of(), peers.now(), out);
    peers.settle();
    assertThat(seen.facts()).containsExactly(WITHDRAWN);
  }

  @Test
  void aDrainingMuxWithdrawsAtOnceAndIsDrainedWhenNoPacketCameForAWhile() {
    begin();
    announcer.drain("operator", peers.now(), out);
    peers.settle();
    assertThat(seen.facts()).containsExactly(WITHDRAWN);
    pass(800 * MILLI, true);
    pass(Announcer.QUIET_NANOS - 50 * MILLI, false);
    assertThat(toOperator).isFalse();
    assertThat(session()).isEqualTo(1);
    pass(150 * MILLI, false);
    assertThat(toOperator).isTrue();
    assertThat(session()).isZero();
    announcer.drain("second", peers.now(), out);
    assertThat(out.told("second", Drained.class)).hasSize(1);
  }

  @Test
  void aMuxThatIsSentPacketsForEverIsDrainedAllTheSame() {
    begin();
    announcer.drain("operator", peers.now(), out);
    pass(Announcer.MOST_NANOS - 100 * MILLI, true);
    assertThat(toOperator).isFalse();
    pass(200 * MILLI, true);
    assertThat(toOperator).isTrue();
  }

  @Test
  void aDrainingMuxAnnouncesNothingAgain() {
    begin();
    announcer.drain("operator", peers.now(), out);
    announcer.frontends(FRONTENDS, peers.now(), out);
    announcer.ready(false, peers.now(), out);
    announcer.ready(true, peers.now(), out);
    peers.settle();
    assertThat(seen.facts()).containsExactly(WITHDRAWN);
  }
}
