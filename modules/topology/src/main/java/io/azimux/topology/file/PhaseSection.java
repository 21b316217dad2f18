package io.azimux.topology.file;

import io.azimux.topology.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the parts of a run, which always come in the order steady, fault, hold, heal, settle. Times
 * of a phase's actions count from its beginning.
 */
final class PhaseSection {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ActionSection actions;

  PhaseSection(ActionSection actions) {
    this.actions = actions;
  }

  /** The phases that the file has; none where it has no such section. */
  List<Phase> read(Value value) {
    String[] known =
        Arrays.stream(Phase.Name.values()).map(Phase.Name::label).toArray(String[]::new);
    Fields fields = value.fields(known);
    List<Phase> phases = new ArrayList<>();
    Duration start = Duration.ZERO;
    for (Phase.Name name : Phase.Name.values()) {
      Value at = fields.optional(name.label());
      if (at.isPresent()) {
        Phase phase = new Phase(name, start, lasts(at, start));
        phases.add(phase);
        start = phase.end();
      }
    }
    return phases;
  }

  /** As long as is written there, or until its last action. */
  private Duration lasts(Value value, Duration start) {
    Fields fields = value.fields("lasts", "do");
    Value lastsAt = fields.optional("lasts");
    Value list = fields.optional("do");
    if (!lastsAt.isPresent()) {
      return actions.read(list, start, HOUR);
    }
    Duration lasts = lastsAt.duration(Duration.ZERO, HOUR);
    Duration last = actions.read(list, start, lastsAt.isBroken() ? HOUR : lasts);
    if (last.compareTo(lasts) > 0
        && !lastsAt.isBroken()
        && !value.problems().containsIn(value.path())) {
      lastsAt.problem("what is done takes " + Times.text(last), "at least " + Times.text(last));
    }
    return lasts;
  }
}
