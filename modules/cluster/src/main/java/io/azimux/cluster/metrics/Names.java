package io.azimux.cluster.metrics;

import java.util.Locale;
import org.apache.pekko.cluster.Member;

/** How states of the cluster are written in labels. */
final class Names {
  private Names() {}

  static String state(Member member) {
    return member.status().toString().toLowerCase(Locale.ROOT);
  }
}
