package io.azimux.console.watch;

import io.azimux.cluster.http.Status;
import io.azimux.console.deployment.NodeAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a process.
 *
 * @param status its last answer; null where it never gave one
 * @param ageMillis how old that is
 */
record NodeView(
    NodeAddress address,
    Presence presence,
    @Nullable Status status,
    long ageMillis,
    RateWindow rates) {
  /** Its name: as it says, or as it was given. */
  String name() {
    return status == null ? address.name() : status.jvm();
  }

  boolean answers() {
    return presence == Presence.ANSWERS && status != null;
  }

  /** True where the process carries the element, or did when it was heard last. */
  boolean carries(String element) {
    return status == null ? address.elements().contains(element) : status.element(element) != null;
  }
}
