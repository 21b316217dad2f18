package io.azimux.deployment.kubernetes;

import java.util.List;
import java.util.function.Function;

/**
 * One rule of the policy.
 *
 * @param name what must hold
 * @param check says of an overlay where it does not
 */
record Rule(String name, Function<Rendered, List<String>> check) {
  /** Where the rule does not hold. */
  List<String> findings(Rendered rendered) {
    return check.apply(rendered).stream().map(finding -> name + ": " + finding).toList();
  }
}
