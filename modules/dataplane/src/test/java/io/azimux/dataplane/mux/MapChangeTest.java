package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.azimux.topology.Settings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapChangeTest {
  @ParameterizedTest
  @CsvSource({
    "LIST_MOD, 10, 11, 0.9091",
    "LIST_MOD, 2, 4, 0.5000",
    "LIST_MOD, 4, 4, 0",
    "LIST_MOD, 9, 6, 0.6667",
    "MAGLEV, 10, 11, 0.10",
    "MAGLEV, 10, 9, 0.11",
    "MAGLEV, 7, 7, 0"
  })
  void theShareThatMovesIsTheLawsOfTheMap(
      Settings.BackendMap kind, int before, int after, double share) {
    double tolerance = kind == Settings.BackendMap.LIST_MOD ? 0.0001 : 0.015;
    assertThat(MapChange.movedShare(kind, names(before), names(after)))
        .isCloseTo(share, within(tolerance));
  }

  @Test
  void theShareIsWhatHashesShow() {
    long seed = 8;
    SplittableRandom random = new SplittableRandom(seed);
    BackendMap five = new ListMod(5);
    BackendMap eight = new ListMod(8);
    int moved = 0;
    int all = 100_000;
    for (int i = 0; i < all; i++) {
      long hash = random.nextLong();
      moved += five.backend(five.slot(hash)) == eight.backend(eight.slot(hash)) ? 0 : 1;
    }
    assertThat((double) moved / all)
        .as("seed %d", seed)
        .isCloseTo(
            MapChange.movedShare(Settings.BackendMap.LIST_MOD, names(5), names(8)), within(0.01));
  }

  @Test
  void withoutBackendsOnOneSideEverythingMoves() {
    Settings.BackendMap map = Settings.BackendMap.MAGLEV;
    assertThat(MapChange.movedShare(map, List.of(), names(2))).isEqualTo(1);
    assertThat(MapChange.movedShare(map, List.of(), List.of())).isZero();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "nva%d/eth0".formatted(i + 1)).toList();
  }
}
