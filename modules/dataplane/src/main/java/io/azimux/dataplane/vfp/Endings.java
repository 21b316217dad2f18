package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.packet.Frame;

/** Ends packets, with the trace step that says how. */
final class Endings {
  private Endings() {}

  static void finish(int packet, Disposition disposition, String detail, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      out.step(packet, new Step.Finished(disposition, detail));
    }
    out.finish(packet, disposition);
  }

  /** Drops a frame that {@link Frame#check} did not accept. */
  static void unreadable(int packet, int code, Outbox out) {
    Disposition disposition = code == Frame.FRAGMENT ? Disposition.FRAGMENT : Disposition.MALFORMED;
    finish(packet, disposition, Frame.describe(code), out);
  }
}
