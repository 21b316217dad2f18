package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberedNameTest {
  @ParameterizedTest
  @CsvSource({
    "mux-#, azimux_mux_3, mux-3",
    "mux-#, azimux-mux-12, mux-12",
    "mux-#, mux-0, mux-0",
    "router-#, my_mux_router_2, router-2",
  })
  void containersAndPodsAreNumberedByTheirNames(String pattern, String machine, String name) {
    assertThat(NumberedName.of(pattern, List.of("3f2b1c09d3aa", machine))).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"azimux_mux_run_1a2b", "azimux_remux_3", "mux3", "azimux_mux_3_1"})
  void aMachineThatIsNoReplicaIsToldHowItIsKnown(String machine) {
    assertThatThrownBy(() -> NumberedName.of("mux-#", List.of(machine)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--jvm mux-# needs a machine whose name ends with -mux-1 or the like; this one is known"
                + " as ["
                + machine
                + "]");
  }

  @Test
  void theHostNameCountsBeforeWhatDnsSays() {
    assertThat(NumberedName.of("mux-#", List.of("mux-1", "azimux_mux_2"))).isEqualTo("mux-1");
  }
}
