package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.fleet.Carrier;
import io.azimux.topology.Action;
import io.azimux.topology.World;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolationsTest {
  private static final Carrier MUX = carrier("mux-1", "mux-1");
  private static final Carrier ROUTER = carrier("router-1", "router-1");
  private static final Carrier HOST = carrier("host-a", "host-a", "nva1");
  private static final List<Carrier> ALL = List.of(MUX, ROUTER, HOST);

  private static Carrier carrier(String name, String... elements) {
    return new Carrier(name, List.of(elements), name, "", "");
  }

  private static World world() {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    try {
      return ScenarioFile.read(root.resolve("scenarios/nva-inbound.yaml")).world();
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Action.Cut cut(boolean oneWay, List<String> from, String... to) {
    return new Action.Cut(from, List.of(to), oneWay);
  }

  @Test
  void whoeverIsCutFromAllOthersIsAlone() {
    Action.Cut all = cut(false, List.of("mux-1"), "router-1", "host-a");
    assertThat(Isolations.of(all, ALL, world())).contains(MUX);
  }

  @Test
  void aHostIsAloneWithItsGuests() {
    Action.Cut all = cut(false, List.of("host-a"), "router-1", "mux-1");
    assertThat(Isolations.of(all, ALL, world())).contains(HOST);
  }

  @Test
  void aWayThatIsLeftIsNoIsolation() {
    assertThat(Isolations.of(cut(false, List.of("mux-1"), "router-1"), ALL, world())).isEmpty();
    Action.Cut oneWay = cut(true, List.of("mux-1"), "router-1", "host-a");
    assertThat(Isolations.of(oneWay, ALL, world())).isEmpty();
  }

  @Test
  void twoThatMaySpeakWithEachOtherAreNotAlone() {
    Action.Cut two = cut(false, List.of("mux-1", "router-1"), "host-a");
    assertThat(Isolations.of(two, ALL, world())).isEmpty();
  }
}
