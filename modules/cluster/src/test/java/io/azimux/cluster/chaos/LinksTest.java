package io.azimux.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final int DRAWS = 10_000;
  private static final long SEED = 20_230_520;

  private final Links links = new Links();

  private static ChaosOrder order(LinkFault... faults) {
    return new ChaosOrder(SEED, List.of(), List.of(faults), List.of(), 0, 0);
  }

  private Link link(LinkFault fault) {
    links.replace(order(fault));
    Link link = links.find(fault.from(), fault.to());
    assertThat(link).isNotNull();
    return link;
  }

  @Test
  void aCutLetsNothingThroughAndCounts() {
    Link link = link(LinkFault.cut("a", "b"));
    assertThat(link.losesPacket()).isTrue();
    assertThat(link.losesMessage()).isTrue();
    assertThat(link.state()).isEqualTo(new LinkState("a", "b", "cut", 1, 1, 0, 0));
  }

  @Test
  void aCutOfOneDirectionLeavesTheOther() {
    links.replace(order(LinkFault.cut("a", "b")));
    assertThat(links.find("b", "a")).isNull();
  }

  @Test
  void lossHitsItsShareOfPacketsAndNoMessage() {
    Link link = link(new LinkFault("a", "b", false, 0.1, 0, 0));
    int lost = 0;
    for (int i = 0; i < DRAWS; i++) {
      lost += link.losesPacket() ? 1 : 0;
      assertThat(link.losesMessage()).isFalse();
    }
    assertThat(lost).as("seed %d", SEED).isBetween(DRAWS / 10 - 150, DRAWS / 10 + 150);
  }

  @Test
  void onlyChosenPacketsAreHeldBackLongerThanTheDelay() {
    Link link = link(new LinkFault("a", "b", false, 0, 1_000, 0.5));
    int heldBack = 0;
    for (int i = 0; i < DRAWS; i++) {
      long delay = link.packetDelay();
      assertThat(delay).isBetween(1_000L, 1_000 + Link.HELD_BACK_NANOS);
      heldBack += delay > 1_000 ? 1 : 0;
    }
    assertThat(heldBack).as("seed %d", SEED).isBetween(DRAWS / 2 - 300, DRAWS / 2 + 300);
  }

  @Test
  void equalSeedsLoseTheSamePackets() {
    LinkFault fault = new LinkFault("a", "b", false, 0.5, 0, 0);
    Link one = link(fault);
    Links elsewhere = new Links();
    elsewhere.replace(order(fault));
    Link other = elsewhere.find("a", "b");
    assertThat(other).isNotNull();
    for (int i = 0; i < 1_000; i++) {
      assertThat(one.losesPacket()).as("draw %d, seed %d", i, SEED).isEqualTo(other.losesPacket());
    }
  }

  @Test
  void aFaultThatStandsGoesOnCountingWhenAnotherComes() {
    Link link = link(LinkFault.cut("a", "b"));
    link.losesPacket();
    links.replace(order(LinkFault.cut("a", "b"), LinkFault.cut("c", "d")));
    assertThat(links.find("a", "b")).isSameAs(link);
    assertThat(links.states()).extracting(LinkState::lost).containsExactly(1L, 0L);
  }

  @Test
  void whatIsNotOrderedAgainHasEnded() {
    links.replace(order(LinkFault.cut("a", "b")));
    long before = links.version();
    links.replace(order());
    assertThat(links.find("a", "b")).isNull();
    assertThat(links.isQuiet()).isTrue();
    assertThat(links.version()).isGreaterThan(before);
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new LinkFault("a", "b", false, 1.5, 0, 0))
        .hasMessage("loss 1.5 is not 0..1");
    assertThatThrownBy(() -> new LinkFault("a", "b", false, 0, -1, 0))
        .hasMessage("delayNanos -1 is not 0..10000000000");
  }
}
