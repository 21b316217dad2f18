package io.azimux.experiment;

import io.azimux.node.Measure;
import io.azimux.topology.Replication;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a flow that left its backend did so: what the MUX that got it knew, and could have known. */
final class MoveCauses {
  /** Why an entry leaves a table in good order; anything else is an eviction. */
  private static final List<String> ORDERLY = List.of("idle", "closed", "rule_gone", "");

  /** No entry may be on its way for longer: a lag beyond it is no excuse. */
  private static final long LIMIT_NANOS = 1_000_000_000L;

  private final RunResult run;
  private final Outages outages;
  private final Lags lags;
  private final Replication replication;

  MoveCauses(RunResult run, Outages outages) {
    this.run = run;
    this.outages = outages;
    lags = new Lags(run.series());
    replication = run.scenario().world().settings().replication();
  }

  Cause cause(FlowRecord flow, FlowStory story) {
    if (story.decision().equals(FlowStory.REPLICATED)) {
      return Cause.SPLIT_DECISION;
    }
    if (!flow.releases().isEmpty()) {
      return Cause.RELEASED;
    }
    long age = ageNanos(flow, story);
    if (shares() && age >= 0 && age <= windowNanos(story)) {
      return Cause.IN_FLIGHT;
    }
    boolean lazy = replication.mode() == Replication.Mode.LAZY;
    if (lazy && age >= 0 && age <= lazyNanos()) {
      return Cause.NOT_YET_SHARED;
    }
    boolean mayHaveLost = shares() || story.muxBefore().equals(story.muxAfter());
    return mayHaveLost && evicted(story) ? Cause.EVICTED : Cause.MAP_DIFFERS;
  }

  /** Whether every flow is meant to be known elsewhere as soon as possible. */
  private boolean shares() {
    return switch (replication.mode()) {
      case DDATA, DDATA_DEFERRED, DHT -> true;
      case NONE, LAZY -> false;
    };
  }

  /** Age at the moment at which the MUX before was lost, or gave the flow away; -1 if unknown. */
  long ageNanos(FlowRecord flow, FlowStory story) {
    if (flow.bornNanos() == Long.MAX_VALUE || story.changeNanos() < 0) {
      return -1;
    }
    return Math.max(0, leftNanos(story) - flow.bornNanos());
  }

  /** When the MUX before could no longer tell of the flow. */
  private long leftNanos(FlowStory story) {
    return loss(story).map(Outages.Outage::fromNanos).orElse(story.changeNanos());
  }

  /** What took the MUX before away, if anything did. */
  private Optional<Outages.Outage> loss(FlowStory story) {
    return outages.all().stream()
        .filter(outage -> outage.kind() != Outages.Kind.IMPAIRED)
        .filter(outage -> outage.elements().contains(story.muxBefore()))
        .filter(outage -> outage.overlaps(story.changeNanos(), story.changeNanos()))
        .findFirst();
  }

  /** An entry waits for its batch, then needs the lag. */
  private long windowNanos(FlowStory story) {
    OptionalDouble lag = lags.longestNear(leftNanos(story));
    return lag.isEmpty()
        ? -1
        : Math.min(
            LIMIT_NANOS, Math.round(lag.getAsDouble() * 1e9) + replication.batch().toNanos());
  }

  private long lazyNanos() {
    return replication.lazyAge().plus(replication.lazyEvery()).toNanos();
  }

  private boolean evicted(FlowStory story) {
    return run.series().keys(Measure.MUX_EVICTIONS).stream()
        .filter(
            key ->
                key.element().equals(story.muxBefore()) || key.element().equals(story.muxAfter()))
        .filter(key -> !ORDERLY.contains(key.label()))
        .flatMap(key -> run.series().points(key).stream())
        .anyMatch(point -> point.value() > 0 && point.nanos() <= story.changeNanos());
  }

  /** What proves the cause, for people. */
  String detail(FlowRecord flow, FlowStory story, Cause cause) {
    return switch (cause) {
      case IN_FLIGHT ->
          text(
              "%s old when %s; entries needed up to %s",
              millis(ageNanos(flow, story)), leaving(story), millis(windowNanos(story)));
      case NOT_YET_SHARED ->
          text(
              "%s old when %s; shared from %s on",
              millis(ageNanos(flow, story)), leaving(story), millis(lazyNanos()));
      case RELEASED ->
          text(
              "let go after %s without acknowledgement",
              millis(flow.releases().get(0).waitedNanos()));
      case MAP_DIFFERS ->
          text(
              "%s old when %s; %s",
              millis(ageNanos(flow, story)),
              leaving(story),
              story.decision().equals(FlowStory.FALLBACK)
                  ? story.muxAfter() + " had no entry and asked its map"
                  : "no MUX told how it chose");
      case BLACK_HOLE, ROUTER_DIED -> lost(flow);
      default -> resent(flow, cause);
    };
  }

  /** To whom its packets went when that was gone. */
  private String lost(FlowRecord flow) {
    List<Ledger.Loss> losses =
        Stream.of(flow.flow(), flow.flow().reversed())
            .flatMap(way -> run.ledger().losses(way).stream())
            .toList();
    String whom =
        losses.stream().map(Ledger.Loss::nextHop).distinct().collect(Collectors.joining(", "));
    return text("%d of its packets went to %s when that was gone", losses.size(), whom);
  }

  private static String resent(FlowRecord flow, Cause cause) {
    var end = flow.end();
    return end == null || end.retransmissions() == 0
        ? cause.words()
        : text("%s; %d segments sent again", cause.words(), end.retransmissions());
  }

  private String leaving(FlowStory story) {
    return loss(story)
        .map(outage -> outage.fault().fault() + " was done")
        .orElse(story.muxBefore().isEmpty() ? "it came here" : story.muxBefore() + " lost it");
  }

  private static String millis(long nanos) {
    return nanos < 0 ? "unknown" : text("%.1f ms", nanos / 1e6);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
