package io.azimux.topology.file;

import io.azimux.topology.Mutation;
import io.azimux.topology.Settings;
import java.util.ArrayList;
import java.util.List;

/** Reads the changes that must make a run fail. */
final class MutationSection {
  private static final String MUTATION = "mutation";

  private final Names names;
  private final Value settings;

  /** Takes the settings of the file, which a mutation changes. */
  MutationSection(Names names, Value settings) {
    this.names = names;
    this.settings = settings;
  }

  List<Mutation> read(Value list) {
    List<Mutation> mutations = new ArrayList<>();
    list.items().forEach(item -> mutations.add(mutation(item)));
    return mutations;
  }

  private Mutation mutation(Value item) {
    Fields fields = item.fields("name", "settings", "drain", "probeThreshold");
    Value nameAt = fields.required("name");
    String name = nameAt.text();
    names.declare(MUTATION, name, nameAt);
    Value threshold = fields.optional("probeThreshold");
    boolean drain = fields.optional("drain").truth(true);
    Value changed = fields.optional("settings");
    if (item.isMapping() && drain && !changed.isPresent() && !threshold.isPresent()) {
      item.problem("nothing is changed", "settings, drain: false, probeThreshold");
    }
    // What is wrong in the settings of the file was told there.
    boolean sound = !item.problems().containsIn("settings");
    Settings read = SettingsSection.read(sound ? changed.over(settings) : settings);
    int probes = threshold.isPresent() ? threshold.integer(1, 100) : Mutation.AS_IT_IS;
    return new Mutation(name, read, drain, probes);
  }
}
