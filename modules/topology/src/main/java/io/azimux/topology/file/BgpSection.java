package io.azimux.topology.file;

import io.azimux.topology.Bgp;
import java.time.Duration;

/** Reads how MUXes and routers keep their sessions. */
final class BgpSection {
  private static final Duration MIN_HOLD = Duration.ofMillis(100);
  private static final Duration MAX_HOLD = Duration.ofSeconds(180);
  private static final Duration MIN_KEEPALIVE = Duration.ofMillis(10);
  private static final Duration MIN_BFD = Duration.ofMillis(10);
  private static final Duration MAX_BFD = Duration.ofSeconds(10);
  private static final int MAX_MULTIPLIER = 255;

  private BgpSection() {}

  static Bgp read(Value value) {
    Fields fields = value.fields("holdTime", "keepalive", "connectRetry", "bfd");
    Bgp defaults = Bgp.DEFAULTS;
    Value holdAt = fields.optional("holdTime");
    Duration hold = holdAt.isPresent() ? holdAt.duration(MIN_HOLD, MAX_HOLD) : defaults.holdTime();
    // Two keepalives in a row may be lost: a third of the hold time at most (RFC 4271, 10).
    Duration third = hold.dividedBy(3);
    Value keepaliveAt = fields.optional("keepalive");
    Duration keepalive =
        keepaliveAt.isPresent() ? keepaliveAt.duration(MIN_KEEPALIVE, third) : third;
    Value retry = fields.optional("connectRetry");
    Duration connectRetry =
        retry.isPresent() ? retry.duration(MIN_HOLD, MAX_HOLD) : defaults.connectRetry();
    Bgp sessions =
        new Bgp(hold, keepalive, connectRetry, defaults.bfdInterval(), defaults.bfdMultiplier());
    return withBfd(sessions, fields.optional("bfd"));
  }

  /** The word off, or an interval with a multiplier. */
  private static Bgp withBfd(Bgp bgp, Value value) {
    Duration interval = bgp.bfdInterval();
    int multiplier = bgp.bfdMultiplier();
    if (value.isMapping()) {
      Fields fields = value.fields("interval", "multiplier");
      Value multiplierAt = fields.optional("multiplier");
      interval = fields.required("interval").duration(MIN_BFD, MAX_BFD);
      multiplier = multiplierAt.isPresent() ? multiplierAt.integer(1, MAX_MULTIPLIER) : multiplier;
    } else if (value.isPresent() && value.isText() && value.text().equals("off")) {
      interval = Duration.ZERO;
    } else if (value.isPresent()) {
      value.problem("neither off nor how often", "off, {interval: 300ms, multiplier: 3}");
    }
    return new Bgp(bgp.holdTime(), bgp.keepalive(), bgp.connectRetry(), interval, multiplier);
  }
}
