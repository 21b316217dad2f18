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
 * @param unseen most packets that may be missing, or counted twice, because nobody could count
 *     them: those of the last moments of killed processes. 0 where everything is counted
 */
public record Conservation(long created, Map<Disposition, Long> finished, long alive, long unseen) {
  /** Books in which everything is counted. */
  public Conservation(long created, Map<Disposition, Long> finished, long alive) {
    this(created, finished, alive, 0);
  }

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

  /** True where no more is missing than could not be counted. */
  public boolean isBalanced() {
    return Math.abs(missing()) <= unseen;
  }

  /** Packets that were dropped. */
  public long dropped() {
    return finished.entrySet().stream()
        .filter(entry -> entry.getKey().isDrop())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
