package io.azimux.topology.file;

import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings;
import io.azimux.topology.Settings.BackendMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the knobs of the emulated cloud; what is left out has its default. */
final class SettingsSection {
  private static final int MIN_ENTRIES = 16;
  private static final int MAX_ENTRIES = 1 << 24;
  private static final int MAX_BUCKETS = 1 << 16;
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private SettingsSection() {}

  static Settings read(Value value) {
    Settings defaults = Settings.DEFAULTS;
    Fields fields =
        value.fields(
            "ecmp",
            "backendMap",
            "bgp",
            "replication",
            "muxFlowCapacity",
            "untrustedFlowCapacity",
            "uftCapacity",
            "conntrackCapacity",
            "hashSeed");
    int flows = entries(fields.optional("muxFlowCapacity"), defaults.muxFlowCapacity());
    Value untrusted = fields.optional("untrustedFlowCapacity");
    Value seed = fields.optional("hashSeed");
    return new Settings(
        ecmp(fields.optional("ecmp")),
        word(
            fields.optional("backendMap"),
            defaults.backendMap(),
            BackendMap.values(),
            m -> m.label()),
        BgpSection.read(fields.optional("bgp")),
        replication(fields.optional("replication")),
        flows,
        untrusted.isPresent() ? untrusted.integer(1, flows) : Math.max(1, flows / 2),
        entries(fields.optional("uftCapacity"), defaults.uftCapacity()),
        entries(fields.optional("conntrackCapacity"), defaults.conntrackCapacity()),
        seed.isPresent() ? seed.integer(0L, 999_999_999_999_999_999L) : defaults.hashSeed());
  }

  /** A word, or a mapping with the table of the resilient kind. */
  private static Ecmp ecmp(Value value) {
    Ecmp defaults = Ecmp.DEFAULTS;
    if (!value.isMapping()) {
      return defaults.with(kind(value));
    }
    Fields fields = value.fields("kind", "buckets", "idleTimer", "unbalancedTimer");
    Value buckets = fields.optional("buckets");
    Ecmp.Kind kind = kind(fields.required("kind"));
    if (kind != Ecmp.Kind.RESILIENT) {
      refuse(fields, List.of("buckets", "idleTimer", "unbalancedTimer"), "kind", "resilient");
    }
    return new Ecmp(
        kind,
        buckets.isPresent() ? buckets.integer(1, MAX_BUCKETS) : defaults.buckets(),
        time(fields.optional("idleTimer"), MILLI, HOUR, defaults.idleTimer()),
        time(fields.optional("unbalancedTimer"), Duration.ZERO, HOUR, defaults.unbalancedTimer()));
  }

  private static Ecmp.Kind kind(Value value) {
    return word(value, Ecmp.DEFAULTS.kind(), Ecmp.Kind.values(), Ecmp.Kind::label);
  }

  /** A word, or a mapping with what that mode can be told. */
  private static Replication replication(Value value) {
    Replication defaults = Replication.DEFAULTS;
    if (!value.isMapping()) {
      return defaults.with(mode(value));
    }
    Fields fields = value.fields("mode", "batch", "deferLimit", "lazyAge", "lazyEvery", "owners");
    Replication.Mode mode = mode(fields.required("mode"));
    if (mode != Replication.Mode.DDATA_DEFERRED) {
      refuse(fields, List.of("deferLimit"), "mode", "ddata-deferred");
    }
    if (mode != Replication.Mode.LAZY) {
      refuse(fields, List.of("lazyAge", "lazyEvery"), "mode", "lazy");
    }
    if (mode != Replication.Mode.DHT) {
      refuse(fields, List.of("owners"), "mode", "dht");
    }
    Value owners = fields.optional("owners");
    return new Replication(
        mode,
        time(fields.optional("batch"), MILLI, Duration.ofSeconds(10), defaults.batch()),
        time(fields.optional("deferLimit"), MILLI, Duration.ofSeconds(10), defaults.deferLimit()),
        time(fields.optional("lazyAge"), Duration.ZERO, HOUR, defaults.lazyAge()),
        time(fields.optional("lazyEvery"), MILLI, HOUR, defaults.lazyEvery()),
        owners.isPresent() ? owners.integer(1, 8) : defaults.owners());
  }

  private static Replication.Mode mode(Value value) {
    return word(
        value, Replication.DEFAULTS.mode(), Replication.Mode.values(), Replication.Mode::label);
  }

  /** What another choice does not look at would be believed to work. */
  private static void refuse(Fields fields, List<String> keys, String choice, String needed) {
    for (String key : keys) {
      Value at = fields.optional(key);
      if (at.isPresent() && !fields.required(choice).isBroken()) {
        at.problem("has no effect without " + choice + ": " + needed);
      }
    }
  }

  private static Duration time(Value value, Duration from, Duration to, Duration otherwise) {
    return value.isPresent() ? value.duration(from, to) : otherwise;
  }

  private static int entries(Value value, int otherwise) {
    return value.isPresent() ? value.integer(MIN_ENTRIES, MAX_ENTRIES) : otherwise;
  }

  /** One of a few constants by its word; the default stands first among the valid ones. */
  private static <E> E word(Value value, E otherwise, E[] all, Function<E, String> label) {
    Map<String, E> words = new LinkedHashMap<>();
    words.put(label.apply(otherwise), otherwise);
    Arrays.stream(all).forEach(each -> words.put(label.apply(each), each));
    return value.choice(words);
  }
}
