package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.RandomSource;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTableTest {
  private static final Service NOTHING = new SshLikeService();

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void itFindsWhatASortedMapFinds(long seed) {
    RandomSource random = new RandomSource(seed);
    ConnectionTable table = new ConnectionTable(1000, seed);
    TreeMap<Integer, Connection> oracle = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      int port = 1 + random.nextInt(800);
      Connection known = table.find(7, 8, port, 22);
      assertThat(known).as("seed %d step %d", seed, i).isSameAs(oracle.get(port));
      if (known == null) {
        Connection added = connection(port);
        table.add(added);
        oracle.put(port, added);
        assertThat(table.get(added.number)).isSameAs(added);
      } else if (random.chance(0.7)) {
        table.remove(known);
        oracle.remove(port);
      }
      assertThat(table.size()).isEqualTo(oracle.size());
    }
    assertThat(oracle.values().stream().mapToInt(c -> c.number).distinct().count())
        .isEqualTo(oracle.size());
  }

  @Test
  void aFullTableTakesNoMore() {
    ConnectionTable table = new ConnectionTable(1, 5);
    assertThat(table.isFull()).isFalse();
    table.add(connection(1));
    assertThat(table.isFull()).isTrue();
    assertThatThrownBy(() -> table.add(connection(2))).hasMessage("connection table is full");
  }

  private static Connection connection(int port) {
    return new Connection(NOTHING, 8, 22, 7, port, false);
  }
}
