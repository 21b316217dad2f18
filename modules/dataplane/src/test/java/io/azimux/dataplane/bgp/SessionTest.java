package io.azimux.dataplane.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.bgp.BgpMessage.Open;
import io.azimux.dataplane.bgp.BgpMessage.Update;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.RoutingBytes.Kind;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Bgp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One session: its states, its timers, its connection. */
class SessionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MUX_AS = 4_200_000_001L;
  private static final long ROUTER_AS = 4_200_000_000L;
  private static final Ipv4Address MUX = Ipv4Address.parse("10.255.1.1");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("10.255.0.1");
  private static final Bgp SETTINGS =
      new Bgp(
          Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ZERO, 3);

  /** One end, and what has become of it. */
  private static final class End implements Session.Listener {
    private final RecordingOutbox out = new RecordingOutbox();
    private final List<String> events = new ArrayList<>();
    private final List<Ipv4Prefix> learnt = new ArrayList<>();
    private final Session session;
    private int most = 100;

    End(String peer, boolean passive, long seed) {
      Peering peering =
          passive
              ? new Peering(peer, ROUTER_AS, MUX_AS, ROUTER, true, SETTINGS)
              : new Peering(peer, MUX_AS, ROUTER_AS, MUX, false, SETTINGS);
      session = new Session(peering, new RandomSource(seed), this);
    }

    @Override
    public void established(long nowNanos, Outbox outbox) {
      events.add("established");
    }

    @Override
    public Optional<Notification> learnt(Update update, long nowNanos, Outbox outbox) {
      learnt.addAll(update.announced());
      return learnt.size() > most
          ? Optional.of(Notification.of(Notification.CEASE, Notification.TOO_MANY_PREFIXES))
          : Optional.empty();
    }

    @Override
    public void ended(String reason, long nowNanos, Outbox outbox) {
      events.add(reason);
    }

    private List<RoutingBytes> take() {
      List<RoutingBytes> all =
          out.told().stream().map(one -> (RoutingBytes) one.message()).toList();
      out.told().clear();
      return all;
    }

    private String state() {
      return session.state().getClass().getSimpleName();
    }
  }

  private End mux = new End("router", false, 1);
  private final End router = new End("mux", true, 2);
  private final RandomSource chance = new RandomSource(20_230_520);
  private double loss;
  private long now;

  private void settle() {
    boolean quiet = false;
    while (!quiet) {
      quiet = carry(mux, router) & carry(router, mux);
    }
  }

  private boolean carry(End from, End to) {
    List<RoutingBytes> pieces = from.take();
    for (RoutingBytes piece : pieces) {
      if (!chance.chance(loss)) {
        to.session.onBytes(piece, now, to.out);
      }
    }
    return pieces.isEmpty();
  }

  private void pass(long nanos) {
    long until = now + nanos;
    while (next() <= until) {
      now = Math.max(now, next());
      mux.session.onTime(now, mux.out);
      router.session.onTime(now, router.out);
      settle();
    }
    now = until;
  }

  private long next() {
    return Math.min(mux.session.nextDeadline(), router.session.nextDeadline());
  }

  private void establish() {
    router.session.start(now, router.out);
    mux.session.start(now, mux.out);
    settle();
    assertThat(mux.state()).isEqualTo("Established");
    assertThat(router.state()).isEqualTo("Established");
  }

  private static Update announce(int count) {
    List<Ipv4Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prefixes.add(Ipv4Prefix.host(new Ipv4Address(0x14000000 + i)));
    }
    return new Update(List.of(), Optional.of(PathAttributes.local(MUX_AS, MUX, false)), prefixes);
  }

  /** What the router answers to bytes of a peer that the test plays, in a state it has reached. */
  private List<BgpInput> answersTo(byte[]... messages) {
    router.session.start(0, router.out);
    router.session.onBytes(new RoutingBytes(7, Kind.OPEN, 0, 0, new byte[0]), 0, router.out);
    router.take();
    for (int i = 0; i < messages.length; i++) {
      router.session.onBytes(new RoutingBytes(7, Kind.DATA, i, 0, messages[i]), 0, router.out);
    }
    List<BgpInput> answers = new ArrayList<>();
    for (RoutingBytes piece : router.take()) {
      answers.addAll(BgpDecoder.decode(piece.bytes(), true));
    }
    return answers;
  }

  private static byte[] open(long as, Ipv4Address id, boolean unicast) {
    return BgpEncoder.encode(new Open(as, 9, id, true, unicast), true);
  }

  @Test
  void statesFollowEachOtherFromIdleToEstablished() {
    assertThat(router.state()).isEqualTo("Idle");
    router.session.start(0, router.out);
    assertThat(router.state()).isEqualTo("Active");
    mux.session.start(0, mux.out);
    assertThat(mux.state()).isEqualTo("Connect");
    carry(mux, router);
    assertThat(router.state()).isEqualTo("OpenSent");
    carry(router, mux);
    assertThat(mux.state()).isEqualTo("OpenConfirm");
    settle();
    assertThat(mux.events).containsExactly("established");
    assertThat(router.events).containsExactly("established");
  }

  @Test
  void keepalivesHoldASessionForLongerThanTheHoldTime() {
    establish();
    pass(60 * SECOND);
    assertThat(mux.events).containsExactly("established");
    assertThat(router.events).containsExactly("established");
  }

  @Test
  void silenceEndsItAtTheHoldTimeAndNotBeforeAndItBeginsAgain() {
    establish();
    loss = 1;
    pass(8 * SECOND);
    assertThat(router.events).containsExactly("established");
    pass(4 * SECOND);
    assertThat(router.events).containsExactly("established", "hold time expired");
    assertThat(mux.state()).isIn("Connect", "Idle");
    loss = 0;
    pass(6 * SECOND);
    assertThat(mux.state()).isEqualTo("Established");
    assertThat(router.events).endsWith("established");
  }

  @Test
  void aCallThatNobodyAnswersIsRepeatedAfterTheRetryTime() {
    mux.session.start(0, mux.out);
    assertThat(mux.take()).extracting(RoutingBytes::kind).containsExactly(Kind.OPEN);
    assertThat(mux.session.nextDeadline()).isBetween(15 * SECOND / 4, 5 * SECOND);
    now = mux.session.nextDeadline();
    mux.session.onTime(now, mux.out);
    assertThat(mux.take()).extracting(RoutingBytes::kind).containsExactly(Kind.OPEN);
  }

  @Test
  void aPeerThatStartsAgainTakesThePlaceOfItsOldSelfAndOldBytesAreNotHeard() {
    establish();
    mux.session.tell(announce(1), now, mux.out);
    final List<RoutingBytes> late = mux.take();
    mux = new End("router", false, 3);
    mux.session.start(now, mux.out);
    settle();
    assertThat(router.events).containsExactly("established", "peer started again", "established");
    late.forEach(piece -> router.session.onBytes(piece, now, router.out));
    assertThat(router.learnt).isEmpty();
    assertThat(router.take()).extracting(RoutingBytes::kind).containsOnly(Kind.CLOSE);
    assertThat(router.state()).isEqualTo("Established");
  }

  @Test
  void aPeerThatLostItsStateClosesTheOldConnectionAndIsCalledAgain() {
    establish();
    End fresh = new End("mux", true, 4);
    fresh.session.start(now, fresh.out);
    mux.session.tell(announce(1), now, mux.out);
    carry(mux, fresh);
    carry(fresh, mux);
    assertThat(mux.events).containsExactly("established", "connection closed");
    assertThat(mux.session.nextDeadline()).isLessThanOrEqualTo(now + 5 * SECOND);
  }

  @ParameterizedTest(name = "loss {0}")
  @ValueSource(doubles = {0.1, 0.3})
  void routesArriveInOrderThoughMessagesGetLost(double share) {
    establish();
    loss = share;
    for (int i = 1; i <= 5; i++) {
      mux.session.tell(announce(i), now, mux.out);
      settle();
    }
    pass(8 * SECOND);
    List<Ipv4Prefix> expected = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      expected.addAll(announce(i).announced());
    }
    assertThat(router.learnt).isEqualTo(expected);
    assertThat(router.events).containsExactly("established");
  }

  @Test
  void aPeerThatTakesNothingAnyMoreIsSentABoundedNumberOfPieces() {
    establish();
    for (int i = 0; i < 2 * Channel.MOST_UNACKNOWLEDGED; i++) {
      mux.session.tell(announce(1), now, mux.out);
    }
    assertThat(mux.take()).hasSize(Channel.MOST_UNACKNOWLEDGED);
    pass(10 * SECOND);
    assertThat(mux.events).startsWith("established");
  }

  @Test
  void whoEndsASessionSaysWhy() {
    establish();
    mux.session.stop(Notification.of(Notification.CEASE, Notification.SHUTDOWN), now, mux.out);
    settle();
    assertThat(router.events)
        .containsExactly("established", "notification: cease (administrative shutdown)");
    assertThat(mux.events).containsExactly("established", "cease (administrative shutdown)");
    pass(60 * SECOND);
    assertThat(mux.state()).isEqualTo("Idle");
    assertThat(router.state()).isEqualTo("Active");
  }

  @Test
  void moreRoutesThanTheListenerTakesEndTheSession() {
    establish();
    router.most = 2;
    mux.session.tell(announce(3), now, mux.out);
    settle();
    assertThat(mux.events).last().asString().contains("maximum number of prefixes");
  }

  @Test
  void anOpenThatCannotBeAgreedOnIsRefusedWithItsReason() {
    assertThat(answersTo(open(65_000, MUX, true))).contains(Notification.of(2, 2));
    assertThat(answersTo(open(MUX_AS, ROUTER, true))).contains(Notification.of(2, 3));
  }

  @Test
  void unexpectedMessagesAreRefusedWithTheStateTheyMet() {
    byte[] open = open(MUX_AS, MUX, true);
    byte[] keepalive = BgpEncoder.encode(new BgpMessage.Keepalive(), true);
    byte[] update = BgpEncoder.encode(announce(1), true);
    assertThat(answersTo(keepalive)).contains(Notification.of(5, 1));
    assertThat(answersTo(open, update)).contains(Notification.of(5, 2));
    assertThat(answersTo(open, keepalive, open)).contains(Notification.of(5, 3));
  }

  @Test
  void malformedBytesAreAnsweredInEveryState() {
    byte[] open = open(MUX_AS, MUX, true);
    byte[] keepalive = BgpEncoder.encode(new BgpMessage.Keepalive(), true);
    byte[] wrong = new byte[19];
    Notification answer = Notification.of(1, 1);
    assertThat(answersTo(wrong)).contains(answer);
    assertThat(answersTo(open, wrong)).contains(answer);
    assertThat(answersTo(open, keepalive, wrong)).contains(answer);
  }

  @Test
  void anActiveSideIsNotCalled() {
    mux.session.start(0, mux.out);
    mux.take();
    mux.session.onBytes(new RoutingBytes(9, Kind.OPEN, 0, 0, new byte[0]), 0, mux.out);
    assertThat(mux.take()).containsExactly(new RoutingBytes(9, Kind.CLOSE, 0, 0, new byte[0]));
  }
}
