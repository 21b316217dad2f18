package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.SharedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Leave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole stores in several actor systems, over real sockets. */
class ValueStoreTest {
  private final Pool pool = new Pool();

  @AfterEach
  void close() throws Exception {
    pool.close();
  }

  @Test
  void everyChangeIsToldToAllElementsButItsWriterAndOutlivesIt() throws Exception {
    Pool.Process mux = pool.start("mux-1");
    Pool.Process host = pool.start("host-a");
    pool.awaitMembers(2);
    host.store.tell("host-a", health("host-a", 1));
    Pool.await("the MUX knows", () -> mux.told.contains(health("host-a", 1)));
    host.store.tell("host-a", health("host-a", 2));
    Pool.await("the MUX knows the change", () -> mux.told.contains(health("host-a", 2)));
    assertThat(host.told).isEmpty();
    Cluster leaving = Cluster.get(host.system);
    leaving.manager().tell(new Leave(leaving.selfMember().address()));
    pool.awaitMembers(1);
    host.stop();
    Pool.Process again = pool.start("host-a");
    Pool.await("what stands is told", () -> again.told.contains(health("host-a", 2)));
    assertThat(again.told).doesNotContain(health("host-a", 1));
  }

  @Test
  void whoWritesAnOlderVersionLearnsWhatStands() {
    Pool.Process mux = pool.start("mux-1");
    Pool.Process host = pool.start("host-a");
    pool.awaitMembers(2);
    host.store.tell("host-a", health("host-a", 9));
    Pool.await("the MUX knows", () -> mux.told.contains(health("host-a", 9)));
    mux.store.tell("mux-1", health("host-a", 8));
    Pool.await("it is told again", () -> mux.told.size() == 2);
    assertThat(mux.told.get(1)).isEqualTo(health("host-a", 9));
  }

  @Test
  void aValueThatFitsNoFrameIsRefusedAndTheStoreGoesOn() {
    Pool.Process mux = pool.start("mux-1");
    Pool.Process host = pool.start("host-a");
    pool.awaitMembers(2);
    Random random = new Random(1);
    List<HealthReport> reports = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      reports.add(new HealthReport(Long.toHexString(random.nextLong()), "probe", true));
    }
    host.store.tell("host-a", new SharedValue("large", 1, new HostHealth("host-a", reports)));
    host.store.tell("host-a", health("host-a", 1));
    Pool.await("the MUX knows", () -> mux.told.contains(health("host-a", 1)));
    assertThat(mux.told).hasSize(1);
  }

  static SharedValue health(String host, long version) {
    List<HealthReport> reports = List.of(new HealthReport("nva1/eth0", "ssh", version % 2 == 0));
    return new SharedValue("health/" + host, version, new HostHealth(host, reports));
  }
}
