package io.azimux.cli.lab.check;

import io.azimux.cli.console.Poll;
import io.azimux.cluster.http.Status;
import io.azimux.node.Measure;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which MUXes carry traffic right now. */
final class Carriers {
  /** Long enough for ten keystrokes. */
  static final Duration LOOK = Duration.ofMillis(500);

  private final Kills kills;
  private final List<String> muxes;

  Carriers(Kills kills, World world) {
    this.kills = kills;
    this.muxes = world.muxes().stream().map(MuxSpec::name).toList();
  }

  /** Packets for frontends that each MUX took within half a second; busiest first. */
  List<Map.Entry<String, Long>> now() {
    Map<String, Long> before = decisions();
    Poll.pause(LOOK);
    Map<String, Long> more = new LinkedHashMap<>();
    decisions()
        .forEach(
            (mux, count) -> more.put(mux, Math.max(0, count - before.getOrDefault(mux, count))));
    return more.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .toList();
  }

  private Map<String, Long> decisions() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Status status : kills.cluster().statuses().values()) {
      for (String mux : muxes) {
        Status.Hosted hosted = status.element(mux);
        if (hosted != null) {
          counts.put(mux, decisions(hosted));
        }
      }
    }
    return counts;
  }

  private static long decisions(Status.Hosted mux) {
    return mux.readings().stream()
        .filter(value -> value.measure().equals(Measure.MUX_DECISIONS.metric()))
        .mapToLong(value -> (long) value.value())
        .sum();
  }
}
