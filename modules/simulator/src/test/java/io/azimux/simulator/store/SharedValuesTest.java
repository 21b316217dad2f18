package io.azimux.simulator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedValuesTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  /** Replicas on a network that loses, repeats and reorders at will. */
  private static final class Net {
    private record Post(String from, String to, Letter letter) {}

    private final RandomSource random;
    private final Map<String, SharedValues> replicas = new LinkedHashMap<>();
    private final Map<String, Map<String, SharedValue>> told = new LinkedHashMap<>();
    private final List<Post> posts = new ArrayList<>();
    private double loss;

    Net(long seed) {
      random = new RandomSource(seed);
      NAMES.forEach(this::begin);
    }

    void begin(String name) {
      List<String> peers = NAMES.stream().filter(other -> !other.equals(name)).toList();
      SharedValues replica = SharedValues.of(peers, random.fork(name));
      replicas.put(name, replica);
      told.put(name, new LinkedHashMap<>());
      replica.start(0, outlet(name));
    }

    SharedValues replica(String name) {
      return Objects.requireNonNull(replicas.get(name));
    }

    Map<String, SharedValue> told(String name) {
      return Objects.requireNonNull(told.get(name));
    }

    StoreOutlet outlet(String name) {
      return new StoreOutlet() {
        @Override
        public void hand(PeerMessage message) {
          SharedValue value = (SharedValue) message;
          told(name).put(value.key(), value);
        }

        @Override
        public void send(String element, Letter letter) {
          if (!random.chance(loss)) {
            posts.add(new Post(name, element, letter));
          }
          if (random.chance(loss)) {
            posts.add(new Post(name, element, letter));
          }
        }

        @Override
        public void timer(long key, long atNanos) {}
      };
    }

    void write(String name, SharedValue value) {
      told(name).put(value.key(), value);
      replica(name).onTold(value, 0, outlet(name));
    }

    void deliverOne() {
      Post post = posts.remove(random.nextInt(posts.size()));
      replica(post.to()).onLetter(post.from(), post.letter(), 0, outlet(post.to()));
    }

    void gossipUntilQuiet() {
      loss = 0;
      for (int round = 0; round < 40; round++) {
        replicas.forEach((name, replica) -> replica.onTimer(1, 0, outlet(name)));
        while (!posts.isEmpty()) {
          deliverOne();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void allReplicasEndWithTheNewestValuesHoweverLettersTravel(long seed) {
    Net net = new Net(seed);
    net.loss = 0.5;
    RandomSource random = new RandomSource(seed).fork("writes");
    Map<String, SharedValue> newest = new LinkedHashMap<>();
    for (int i = 1; i <= 200; i++) {
      String writer = NAMES.get(random.nextInt(NAMES.size()));
      SharedValue value = new SharedValue("key of " + writer, i, new BatchStored(i, true));
      newest.put(value.key(), value);
      net.write(writer, value);
      if (random.chance(0.02)) {
        net.begin(NAMES.get(random.nextInt(NAMES.size())));
      }
      while (!net.posts.isEmpty() && random.chance(0.6)) {
        net.deliverOne();
      }
    }
    net.gossipUntilQuiet();
    for (String name : NAMES) {
      // A write may die with its writer, but then it must be gone everywhere.
      assertThat(net.told(name))
          .as("seed %d: what %s was told", seed, name)
          .isEqualTo(net.told("a"));
    }
    assertThat(net.told("a").keySet()).as("seed %d", seed).isEqualTo(newest.keySet());
  }

  @Test
  void aWriterWhoseVersionRanBackwardsIsToldWhatStands() {
    Net net = new Net(1);
    SharedValue old = new SharedValue("health/host-a", 9, new BatchStored(9, true));
    net.write("a", old);
    net.gossipUntilQuiet();
    net.begin("a");
    net.gossipUntilQuiet();
    net.write("a", new SharedValue("health/host-a", 3, new BatchStored(3, true)));
    assertThat(net.told("a")).containsEntry("health/host-a", old);
  }

  @Test
  void aProcessThatStartsAgainIsToldAllThatStands() {
    Net net = new Net(1);
    SharedValue goal = new SharedValue("goal", 2, new BatchStored(2, true));
    net.write("b", goal);
    net.gossipUntilQuiet();
    net.begin("b");
    net.gossipUntilQuiet();
    assertThat(net.told.get("b")).containsEntry("goal", goal);
  }
}
