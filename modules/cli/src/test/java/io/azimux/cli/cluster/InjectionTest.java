package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.chaos.LinkFault;
import io.azimux.cluster.chaos.LinkState;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InjectionTest {
  private static final Carrier MUX =
      new Carrier("mux-1", List.of("mux-1"), "77", "pid 77", "127.0.0.1:4001");

  private final Ledger ledger = new Ledger();

  private FaultRecord record(Action action) {
    return ledger.fault(0, new Fault(Duration.ZERO, action), -1);
  }

  private static Status says(
      String name, long pid, List<Status.Member> members, Status.Chaos chaos) {
    return says(name, pid, members, chaos, 0);
  }

  private static Status says(
      String name, long pid, List<Status.Member> members, Status.Chaos chaos, long packets) {
    Status.Hosted element =
        new Status.Hosted(
            name, "mux", "10.0.0.1", "up", 0, packets, packets, 0, List.of(), List.of());
    return new Status(
        name,
        pid,
        pid,
        "Up",
        "azimux@127.0.0.1:4001",
        1,
        members,
        List.of(element),
        List.of(),
        0,
        chaos);
  }

  private static Map<String, Status> seenByRouter(Status.Member... members) {
    return Map.of("router-1", says("router-1", 1, List.of(members), Status.Chaos.NONE));
  }

  private static Status.Member mux(long uid, String status, boolean reachable) {
    return new Status.Member("azimux@127.0.0.1:4001", uid, status, reachable, List.of());
  }

  private static List<String> observers(FaultRecord record) {
    return record.evidence().stream().map(FaultRecord.Evidence::observer).distinct().toList();
  }

  @Test
  void aKillIsProvedByTheKernelAndTheMembership() {
    FaultRecord record = record(new Action.Kill("mux-1"));
    CompletableFuture<Long> gone = new CompletableFuture<>();
    KillInjection kill = new KillInjection(ledger, record, MUX, 5, gone);
    kill.look(seenByRouter(mux(5, "Up", true)));
    assertThat(kill.isProved()).isFalse();
    gone.complete(9L);
    kill.look(seenByRouter(mux(5, "Up", true)));
    assertThat(kill.isProved()).isFalse();
    kill.look(seenByRouter(mux(5, "Up", false)));
    assertThat(kill.isProved()).isTrue();
    assertThat(observers(record)).containsExactly("launcher", "cluster");
  }

  @Test
  void aNewLifeAtTheVictimsAddressProvesThatTheOldOneIsGone() {
    FaultRecord record = record(new Action.Kill("mux-1"));
    KillInjection kill =
        new KillInjection(ledger, record, MUX, 5, CompletableFuture.completedFuture(9L));
    kill.look(seenByRouter(mux(6, "Up", true)));
    assertThat(kill.isProved()).isTrue();
    assertThat(record.evidence())
        .extracting(FaultRecord.Evidence::what)
        .contains("member removed for a new life at its address");
  }

  @Test
  void aGoodbyeIsProvedOnlyWhenTheProcessHasEnded() {
    FaultRecord record = record(new Action.Terminate("mux-1"));
    CompletableFuture<Long> gone = new CompletableFuture<>();
    TerminateInjection end =
        new TerminateInjection(ledger, record, MUX, 5, gone, new BlackHole(ledger));
    end.look(seenByRouter(mux(5, "Leaving", true)));
    assertThat(end.isProved()).isFalse();
    gone.complete(9L);
    end.look(seenByRouter());
    assertThat(end.isProved()).isTrue();
  }

  @Test
  void aRestartWaitsForTheOldProcessToEnd() {
    FaultRecord record = record(new Action.Restart("mux-1"));
    boolean[] ended = new boolean[1];
    RestartInjection restart =
        new RestartInjection(ledger, record, () -> ended[0] ? Optional.of(MUX) : Optional.empty());
    restart.look(Map.of());
    assertThat(restart.process()).isEmpty();
    ended[0] = true;
    restart.look(Map.of());
    assertThat(restart.process()).contains(MUX);
    restart.look(Map.of("mux-1", says("mux-1", 77, List.of(), Status.Chaos.NONE)));
    assertThat(restart.isProved()).isTrue();
  }

  @Test
  void aPauseIsProvedByWhoeverNoticedAndByTheProcessItself() {
    FaultRecord record = record(new Action.Pause("mux-1"));
    PauseInjection pause = new PauseInjection(ledger, record, MUX, () -> Fleet.Standing.RUNS);
    pause.look(seenByRouter(mux(5, "Up", false)));
    assertThat(pause.isProved()).isFalse();
    Status.Chaos stood = new Status.Chaos(List.of(), List.of(), List.of(), 0, 0, 5_000_000_000L);
    pause.look(Map.of("mux-1", says("mux-1", 77, List.of(), stood)));
    assertThat(pause.isProved()).isTrue();
  }

  @Test
  void aCutIsProvedWhenTheSenderSendsAndTheReceiverHearsNothing() {
    FaultRecord record = record(new Action.Cut(List.of("a"), List.of("b"), true));
    LinkInjection cut = new LinkInjection(ledger, record, List.of(LinkFault.cut("a", "b")));
    cut.look(ends(3, 1));
    assertThat(observers(record)).containsExactly("a");
    // Something that was under way arrives: that is no proof.
    cut.look(ends(5, 2));
    assertThat(observers(record)).containsExactly("a");
    cut.look(ends(9, 1));
    assertThat(observers(record)).containsExactly("a", "b");
    assertThat(cut.isProved()).isTrue();
  }

  @Test
  void anOrderIsGivenAgainUntilItsElementTakesIt() {
    FaultRecord record = record(new Action.SetPool("lb", "servers", List.of("web-1/eth0")));
    List<CommandInjection.Sign> signs =
        List.of(
            new CommandInjection.Sign("mux", "mux-1", "heard of it", Status.Hosted::received),
            new CommandInjection.Sign("mux", "mux-2", "holds it", Status.Hosted::sent));
    int[] asked = new int[1];
    CommandInjection order = new CommandInjection(ledger, record, signs, () -> ++asked[0] == 2);
    // Without figures to compare with, its effect could not be told.
    order.look(Map.of());
    assertThat(asked[0]).isZero();
    order.look(counts(1));
    order.look(counts(2));
    order.look(counts(2));
    assertThat(asked[0]).isEqualTo(2);
    assertThat(order.isProved()).isFalse();
    order.look(counts(3));
    assertThat(order.isProved()).isTrue();
    assertThat(record.evidence())
        .extracting(FaultRecord.Evidence::what)
        .containsExactlyInAnyOrder("heard of it", "holds it");
  }

  private static Map<String, Status> counts(long packets) {
    return Map.of("mux-1", says("mux-1", packets), "mux-2", says("mux-2", packets));
  }

  private static Status says(String name, long packets) {
    return says(name, 1, List.of(), Status.Chaos.NONE, packets);
  }

  private static Map<String, Status> ends(long stopped, long arrived) {
    return Map.of(
        "a", says("a", 1, List.of(), on(new LinkState("a", "b", "cut", stopped, 0, 0, 0))),
        "b", says("b", 2, List.of(), on(new LinkState("a", "b", "cut", 0, 0, 0, arrived))));
  }

  private static Status.Chaos on(LinkState link) {
    return new Status.Chaos(List.of(), List.of(link), List.of(), 0, 0, 0);
  }
}
