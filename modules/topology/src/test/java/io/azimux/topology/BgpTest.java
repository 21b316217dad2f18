package io.azimux.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BgpTest {
  /** Milliseconds: hold time of the file, BFD interval, what routers need to notice a death. */
  @ParameterizedTest(name = "hold time {0} ms, BFD 3 x {1} ms: {2} ms")
  @CsvSource({
    "3000, 50, 150",
    "3000, 300, 900",
    "3000, 0, 3000",
    "9000, 0, 9000",
    "500, 0, 3000",
    "3200, 0, 4000",
    "3000, 5000, 3000"
  })
  void aDeathIsNoticedByBfdOrByAHoldTimeOfWholeSeconds(long hold, long bfd, long detection) {
    Duration second = Duration.ofSeconds(1);
    Bgp bgp = new Bgp(Duration.ofMillis(hold), second, second, Duration.ofMillis(bfd), 3);
    assertThat(bgp.detection()).hasMillis(detection);
  }
}
