package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Outbox;
import io.azimux.topology.Ecmp;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Buckets, the idle timer and the unbalanced timer. */
class ResilientGroupTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int BUCKETS = 64;
  private static final int[] THREE = {1, 2, 3};
  private static final int[] FOUR = {1, 2, 3, 4};

  private static ResilientGroup group(int idleSeconds, int unbalancedSeconds) {
    return new ResilientGroup(
        new Ecmp(
            Ecmp.Kind.RESILIENT,
            BUCKETS,
            Duration.ofSeconds(idleSeconds),
            Duration.ofSeconds(unbalancedSeconds)));
  }

  private static long hashOf(int bucket) {
    return ((long) bucket << 32) / BUCKETS + 1 << 32;
  }

  /** A packet for each of the first buckets. */
  private static int[] use(ResilientGroup group, int buckets, long now) {
    int[] ports = new int[buckets];
    for (int bucket = 0; bucket < buckets; bucket++) {
      ports[bucket] = group.port(hashOf(bucket), now);
    }
    return ports;
  }

  private static long count(int[] ports, int port) {
    return Arrays.stream(ports).filter(one -> one == port).count();
  }

  @Test
  void everyNextHopHasItsShareOfBuckets() {
    ResilientGroup group = group(10, 0);
    group.next(FOUR, 0);
    int[] ports = use(group, BUCKETS, 0);
    for (int port : FOUR) {
      assertThat(count(ports, port)).isEqualTo(BUCKETS / 4);
    }
    assertThat(group.nextUpkeep()).isEqualTo(Outbox.NEVER);
  }

  @Test
  void bucketsOfADeadNextHopMoveAtOnceThoughInUseAndNoOthersDo() {
    ResilientGroup group = group(10, 0);
    group.next(FOUR, 0);
    int[] before = use(group, BUCKETS, 0);
    group.next(new int[] {1, 2, 4}, 1);
    int[] after = use(group, BUCKETS, 1);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (before[bucket] == 3) {
        assertThat(after[bucket]).isIn(1, 2, 4);
      } else {
        assertThat(after[bucket]).isEqualTo(before[bucket]);
      }
    }
  }

  @Test
  void aNewNextHopGetsNoBucketThatIsInUse() {
    ResilientGroup group = group(10, 0);
    group.next(THREE, 0);
    for (int second = 0; second <= 100; second++) {
      int[] ports = use(group, BUCKETS, second * SECOND);
      if (second == 1) {
        group.next(FOUR, second * SECOND);
      }
      if (group.nextUpkeep() <= second * SECOND) {
        group.upkeep(second * SECOND);
      }
      assertThat(count(ports, 4)).as("after %d s", second).isZero();
    }
  }

  @Test
  void aNewNextHopGetsIdleBucketsWhenTheirIdleTimerIsOver() {
    ResilientGroup group = group(10, 0);
    group.next(THREE, 0);
    use(group, BUCKETS, 0);
    group.next(FOUR, SECOND);
    use(group, BUCKETS - 4, 9 * SECOND);
    group.upkeep(group.nextUpkeep());
    int[] ports = use(group, BUCKETS, 11 * SECOND);
    assertThat(count(ports, 4)).isEqualTo(4);
    assertThat(count(Arrays.copyOfRange(ports, BUCKETS - 4, BUCKETS), 4)).isEqualTo(4);
    assertThat(group.nextUpkeep()).isEqualTo(19 * SECOND);
  }

  @Test
  void bucketsInUseMoveAfterTheUnbalancedTimer() {
    ResilientGroup group = group(10, 30);
    group.next(THREE, 0);
    long now = 0;
    group.next(FOUR, now);
    // Never used so far: all may move at once. So take one away and give it back.
    group.next(THREE, now);
    use(group, BUCKETS, now);
    group.next(FOUR, now);
    while (now < 29 * SECOND) {
      now += SECOND;
      assertThat(count(use(group, BUCKETS, now), 4)).isZero();
      if (group.nextUpkeep() <= now) {
        group.upkeep(now);
      }
    }
    now = 30 * SECOND;
    assertThat(group.nextUpkeep()).isEqualTo(now);
    group.upkeep(now);
    assertThat(count(use(group, BUCKETS, now), 4)).isEqualTo(BUCKETS / 4);
    assertThat(group.nextUpkeep()).isEqualTo(Outbox.NEVER);
  }

  @Test
  void aGroupWithoutNextHopsFillsUpAgain() {
    ResilientGroup group = group(10, 0);
    group.next(THREE, 0);
    group.next(new int[0], 1);
    assertThat(group.size()).isZero();
    group.next(new int[] {7}, 2);
    assertThat(count(use(group, BUCKETS, 3), 7)).isEqualTo(BUCKETS);
  }
}
