package io.azimux.gateway;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import java.util.List;

/** Reports what the links of one element count, added up. */
final class LinkReadings {
  private LinkReadings() {}

  static void report(List<TunnelLink> links, Meter meter) {
    long[] sums = new long[4];
    long[] tooLong = new long[LinkCounters.TREATMENTS.length];
    long known = 0;
    long changes = 0;
    for (TunnelLink link : links) {
      LinkCounters counters = link.counters();
      sums[0] += counters.framesIn();
      sums[1] += counters.framesOut();
      sums[2] += counters.bytesIn();
      sums[3] += counters.bytesOut();
      for (int i = 0; i < tooLong.length; i++) {
        tooLong[i] += counters.tooLongTreated(i);
      }
      known += link.isPeerKnown() ? 1 : 0;
      changes += link.peerChanges();
    }
    meter.reading(Measure.ATTACH_FRAMES, "in", sums[0]);
    meter.reading(Measure.ATTACH_FRAMES, "out", sums[1]);
    meter.reading(Measure.ATTACH_BYTES, "in", sums[2]);
    meter.reading(Measure.ATTACH_BYTES, "out", sums[3]);
    for (int i = 0; i < tooLong.length; i++) {
      meter.reading(Measure.ATTACH_TOO_LONG, LinkCounters.TREATMENTS[i], tooLong[i]);
    }
    meter.reading(Measure.ATTACH_PEERS, "", known);
    meter.reading(Measure.ATTACH_PEER_CHANGES, "", changes);
  }
}
