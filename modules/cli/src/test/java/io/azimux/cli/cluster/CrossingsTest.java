package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.Conservation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossingsTest {
  private final Crossings crossings = new Crossings();

  private static Status says(
      String name, long pid, long received, long sent, long waiting, Status.Count... finished) {
    Status.Hosted element =
        new Status.Hosted(
            name,
            "mux",
            "10.0.0.1",
            "up",
            (int) waiting,
            received,
            sent,
            0,
            List.of(finished),
            List.of());
    return new Status(
        name,
        pid,
        pid,
        "Up",
        "azimux@127.0.0.1:1",
        0,
        List.of(),
        List.of(element),
        List.of(),
        0,
        Status.Chaos.NONE);
  }

  @Test
  void whatWasSentIsReceivedDroppedOnTheWayOrWaits() {
    for (int round = 0; round < 2; round++) {
      crossings.sample(
          Map.of(
              "a",
              says("a", 1, 0, 100, 0, new Status.Count("link_loss", 7)),
              "b",
              says("b", 2, 90, 0, 2, new Status.Count("queue_full", 1))));
    }
    Conservation books = crossings.books(0);
    assertThat(books.created()).isEqualTo(100);
    assertThat(books.missing()).isZero();
    assertThat(books.unseen()).isZero();
    assertThat(books.isBalanced()).isTrue();
  }

  @Test
  void whatSendersPutIntoACutUntilTheyNoticeMayVanish() {
    crossings.sample(Map.of("b", says("b", 2, 70_000, 0, 0)));
    crossings.sample(Map.of("b", says("b", 2, 70_100, 0, 0)));
    crossings.cutOff("b", 5);
    crossings.sample(Map.of("b", says("b", 2, 70_100, 0, 0)));
    assertThat(crossings.books(0).unseen()).isEqualTo(7 * 100);
  }

  @Test
  void whatEndedInsideAnElementIsNotLostOnTheWay() {
    for (int round = 0; round < 2; round++) {
      crossings.sample(
          Map.of(
              "a", says("a", 1, 0, 10, 0),
              "b", says("b", 2, 10, 0, 0, new Status.Count("no_rule", 10))));
    }
    assertThat(crossings.books(0).missing()).isZero();
  }

  @Test
  void aDeathLeavesRoomForWhatTheVictimHandledBetweenTwoQuestions() {
    crossings.sample(Map.of("a", says("a", 1, 0, 0, 0), "b", says("b", 2, 0, 0, 0)));
    crossings.sample(Map.of("a", says("a", 1, 0, 100, 0), "b", says("b", 2, 100, 0, 0)));
    crossings.sample(Map.of("a", says("a", 1, 0, 130, 0)));
    crossings.sample(Map.of("a", says("a", 1, 0, 130, 0)));
    Conservation books = crossings.books(0);
    assertThat(books.missing()).isEqualTo(30);
    assertThat(books.unseen()).isEqualTo(200);
    assertThat(books.isBalanced()).isTrue();
  }

  @Test
  void whatVanishesWithoutADeathIsNotBalanced() {
    for (int round = 0; round < 2; round++) {
      crossings.sample(Map.of("a", says("a", 1, 0, 100, 0), "b", says("b", 2, 99, 0, 0)));
    }
    assertThat(crossings.books(0).isBalanced()).isFalse();
  }
}
