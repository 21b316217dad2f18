package io.azimux.deployment.kubernetes;

import java.util.List;
import java.util.stream.Stream;

/** What every overlay must keep to. */
final class Policy {
  static final List<Rule> RULES =
      Stream.of(PodRules.ALL, WorkloadRules.ALL, AccessRules.ALL, NetworkRules.ALL)
          .flatMap(List::stream)
          .toList();

  private Policy() {}

  /** Everything that breaks a rule. */
  static List<String> findings(Rendered rendered) {
    return RULES.stream().flatMap(rule -> rule.findings(rendered).stream()).toList();
  }
}
