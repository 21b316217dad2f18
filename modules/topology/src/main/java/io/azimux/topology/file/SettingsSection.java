package io.azimux.topology.file;

import io.azimux.topology.Bgp;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings;
import io.azimux.topology.Settings.BackendMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the knobs of the emulated cloud; what is left out has its default. */
final class SettingsSection {
  private static final Duration MIN_HOLD = Duration.ofMillis(100);
  private static final Duration MAX_HOLD = Duration.ofSeconds(180);
  private static final Duration MIN_KEEPALIVE = Duration.ofMillis(10);

  private static final int MIN_ENTRIES = 16;
  private static final int MAX_ENTRIES = 1 << 24;

  private SettingsSection() {}

  static Settings read(Value value) {
    Settings defaults = Settings.DEFAULTS;
    Fields fields =
        value.fields(
            "ecmp",
            "backendMap",
            "replication",
            "holdTime",
            "keepalive",
            "muxFlowCapacity",
            "uftCapacity",
            "conntrackCapacity",
            "hashSeed");
    Map<String, Ecmp> ecmp = new LinkedHashMap<>();
    ecmp.put(defaults.ecmp().kind().label(), defaults.ecmp());
    for (Ecmp.Kind choice : Ecmp.Kind.values()) {
      ecmp.put(choice.label(), defaults.ecmp().with(choice));
    }
    Map<String, Replication> replication = new LinkedHashMap<>();
    replication.put(defaults.replication().mode().label(), defaults.replication());
    for (Replication.Mode choice : Replication.Mode.values()) {
      replication.put(choice.label(), defaults.replication().with(choice));
    }
    Map<String, BackendMap> maps = new LinkedHashMap<>();
    maps.put(defaults.backendMap().label(), defaults.backendMap());
    for (BackendMap choice : BackendMap.values()) {
      maps.put(choice.label(), choice);
    }
    Value holdAt = fields.optional("holdTime");
    Bgp bgp = defaults.bgp();
    Duration hold = holdAt.isPresent() ? holdAt.duration(MIN_HOLD, MAX_HOLD) : bgp.holdTime();
    int flows = entries(fields.optional("muxFlowCapacity"), defaults.muxFlowCapacity());
    Value seed = fields.optional("hashSeed");
    return new Settings(
        fields.optional("ecmp").choice(ecmp),
        fields.optional("backendMap").choice(maps),
        new Bgp(
            hold,
            keepalive(fields.optional("keepalive"), hold),
            bgp.connectRetry(),
            bgp.bfdInterval(),
            bgp.bfdMultiplier()),
        fields.optional("replication").choice(replication),
        flows,
        Math.max(1, flows / 2),
        entries(fields.optional("uftCapacity"), defaults.uftCapacity()),
        entries(fields.optional("conntrackCapacity"), defaults.conntrackCapacity()),
        seed.isPresent() ? seed.integer(0L, 999_999_999_999_999_999L) : defaults.hashSeed());
  }

  /** Two announcements in a row may be lost: a third of the hold time at most (RFC 4271, 10). */
  private static Duration keepalive(Value value, Duration hold) {
    Duration third = hold.dividedBy(3);
    return value.isPresent() ? value.duration(MIN_KEEPALIVE, third) : third;
  }

  private static int entries(Value value, int otherwise) {
    return value.isPresent() ? value.integer(MIN_ENTRIES, MAX_ENTRIES) : otherwise;
  }
}
