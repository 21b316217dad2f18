package io.azimux.experiment;

import io.azimux.node.Measure;

/**
 * What became of all flows, in numbers.
 *
 * @param seen flows that reached a backend
 * @param completed connections that ended as planned
 * @param broken connections that ended otherwise, or had not ended when the run did
 * @param adopted flows that another MUX took over
 * @param known of these, whose entry that MUX had from another one: saved by replication
 * @param agreed of these, unknown there, but its map chose the same backend
 * @param remapped flows that changed their backend while that was up
 * @param released first packets that were let go before all peers knew the flow
 * @param firstPacketMicrosP50 time until a connection was established
 * @param firstPacketMicrosP99 the same, of the slowest hundredth
 * @param stallMillisP99 longest stall, of the slowest hundredth of connections
 * @param lagMillisP50 replication lag; -1 where nobody measured it
 * @param lagMillisP99 the same, of the slowest hundredth
 * @param syncBytesPerFlow bytes that MUXes sent each other for each new flow; -1 where not measured
 */
public record FlowTally(
    long seen,
    long completed,
    long broken,
    long adopted,
    long known,
    long agreed,
    long remapped,
    long released,
    long firstPacketMicrosP50,
    long firstPacketMicrosP99,
    long stallMillisP99,
    double lagMillisP50,
    double lagMillisP99,
    double syncBytesPerFlow) {

  static FlowTally of(RunResult run, Casualties casualties) {
    long adopted = 0;
    long known = 0;
    long agreed = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      if (!flow.adoptions().isEmpty()) {
        FlowStory story = casualties.story(flow);
        adopted++;
        boolean had =
            flow.adoptions().stream().allMatch(a -> a.decision().equals(FlowStory.REPLICATED));
        known += had ? 1 : 0;
        agreed += !had && !story.moved() ? 1 : 0;
      }
    }
    long[] shakes =
        run.ledger().flows().stream()
            .filter(FlowRecord::isOpened)
            .mapToLong(FlowRecord::handshakeNanos)
            .sorted()
            .toArray();
    long[] stalls =
        run.ledger().flows().stream().mapToLong(FlowRecord::longestStallNanos).sorted().toArray();
    Lags lags = new Lags(run.series());
    return new FlowTally(
        run.ledger().flows().stream().filter(flow -> !flow.sightings().isEmpty()).count(),
        run.ledger().flows().stream().filter(flow -> flow.outcome().equals("completed")).count(),
        run.ledger().flows().stream()
            .filter(flow -> flow.isOpened() && !flow.outcome().equals("completed"))
            .count(),
        adopted,
        known,
        agreed,
        run.ledger().flows().stream().filter(casualties::changedBackend).count(),
        run.ledger().flows().stream().filter(flow -> !flow.releases().isEmpty()).count(),
        percentile(shakes, 50) / 1000,
        percentile(shakes, 99) / 1000,
        percentile(stalls, 99) / 1_000_000,
        millis(lags.typical(0.5, Long.MIN_VALUE, Long.MAX_VALUE)),
        millis(lags.typical(lags.highest(), Long.MIN_VALUE, Long.MAX_VALUE)),
        bytesPerFlow(run));
  }

  private static double millis(java.util.OptionalDouble seconds) {
    return seconds.isEmpty() ? -1 : Math.round(seconds.getAsDouble() * 1e5) / 100.0;
  }

  private static double bytesPerFlow(RunResult run) {
    Window window = new Window(run.ledger().loadStartNanos(), Long.MAX_VALUE);
    double sent =
        run.series().keys(Measure.REPLICATION_BYTES).stream()
            .filter(key -> key.label().startsWith("sent") || key.label().equals("out"))
            .mapToDouble(key -> Curves.increase(run.series().points(key), window))
            .sum();
    long flows = run.ledger().flows().stream().filter(FlowRecord::isOpened).count();
    boolean none = run.series().keys(Measure.REPLICATION_BYTES).isEmpty() || flows == 0;
    return none ? -1 : Math.round(10 * sent / flows) / 10.0;
  }

  static long percentile(long[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
