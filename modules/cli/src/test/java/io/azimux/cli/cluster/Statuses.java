package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import java.util.List;

/** What JVMs with one element each could say. */
final class Statuses {
  private Statuses() {}

  static Status of(String name, String role, List<Status.Value> readings) {
    return of(name, role, "Up", "up", readings);
  }

  static Status of(
      String name, String role, String self, String state, List<Status.Value> readings) {
    Status.Hosted element =
        new Status.Hosted(name, role, "10.0.0.1", state, 0, 0, 0, 0, List.of(), readings);
    return new Status(
        name,
        1,
        1,
        self,
        "azimux@127.0.0.1:1",
        0,
        List.of(),
        List.of(element),
        List.of(),
        0,
        Status.Chaos.NONE);
  }
}
