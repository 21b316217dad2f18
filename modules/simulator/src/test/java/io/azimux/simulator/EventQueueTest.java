package io.azimux.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private record Pushed(long time, int number) {}

  @Test
  void eventsComeByTimeAndThoseOfOneTimeInTheOrderOfPushing() {
    long seed = 77;
    RandomSource random = new RandomSource(seed);
    EventQueue queue = new EventQueue();
    List<Pushed> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      Pushed event = new Pushed(random.nextInt(300), i);
      expected.add(event);
      queue.push(event.time(), (byte) 1, i, i * 2, event);
    }
    expected.sort(Comparator.comparingLong(Pushed::time));
    List<Pushed> popped = new ArrayList<>();
    while (!queue.isEmpty()) {
      queue.pop();
      popped.add(new Pushed(queue.time(), queue.target()));
      assertThat(queue.value()).isEqualTo(queue.target() * 2);
    }
    assertThat(popped).as("seed %d", seed).isEqualTo(expected);
  }
}
