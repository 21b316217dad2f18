package io.azimux.cluster;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The machine, container or pod that a process runs in, as far as it can tell by itself. */
interface Machine {
  /**
   * The address by which others reach it.
   *
   * @throws IOException where it has none but loopback
   */
  String address() throws IOException;

  /** Names by which it is known, without domains; its own host name comes first. */
  List<String> names() throws IOException;

  /** When this process was started. */
  Instant started();
}
