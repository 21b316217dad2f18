package io.azimux.experiment;

import io.azimux.node.Disposition;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of all packets.
 *
 * @param created packets ever made
 * @param finished packets by how they ended
 * @param alive packets that had not ended when this was counted
 */
public record Conservation(long created, Map<Disposition, Long> finished, long alive) {
  /** Copies the map. */
  public Conservation {
    Map<Disposition, Long> copy = new EnumMap<>(Disposition.class);
    copy.putAll(finished);
    finished = copy;
  }

  /** Packets that are not accounted for; 0 where the books balance. */
  public long missing() {
    return created - alive - finished.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Packets that were dropped. */
  public long dropped() {
    return finished.entrySet().stream()
        .filter(entry -> entry.getKey().isDrop())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
