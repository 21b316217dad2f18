package io.azimux.dataplane.mux;

import io.azimux.node.Outbox;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the hosts say of their guests' health, from the shared state: no controller is needed for a
 * MUX to learn that a backend failed.
 *
 * <p>Hosts write again every probe interval. The guests of a host that fell silent for {@link
 * #SILENT_INTERVALS} intervals are taken for unhealthy, as nobody looks after them. Where all hosts
 * are silent it is the MUX that is cut off: then what they said last goes on to hold.
 */
final class HealthTable {
  /** Probe intervals without a word after which a host's guests are given up. */
  static final int SILENT_INTERVALS = 3;

  private record Key(String backend, String probe) {}

  private record Opinion(boolean healthy, String host) {}

  private static final class Host {
    private long heard;
    private boolean silent;
  }

  private final Map<Key, Opinion> opinions = new LinkedHashMap<>();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private long patienceNanos = Outbox.NEVER;

  /** The rules tell how often hosts write. */
  void setRules(List<FrontendRule> rules) {
    long longest = rules.stream().mapToLong(rule -> rule.probe().intervalNanos()).max().orElse(0);
    patienceNanos = longest == 0 ? Outbox.NEVER : SILENT_INTERVALS * longest;
  }

  /** Takes in what a host says now; true where it changes how any backend stands. */
  boolean take(HostHealth value, long nowNanos) {
    Map<Key, Boolean> before = standing();
    Host host = hosts.computeIfAbsent(value.host(), any -> new Host());
    host.heard = nowNanos;
    host.silent = false;
    opinions.values().removeIf(opinion -> opinion.host().equals(value.host()));
    for (HealthReport report : value.reports()) {
      Key key = new Key(report.backend(), report.probe());
      opinions.put(key, new Opinion(report.healthy(), value.host()));
    }
    return !standing().equals(before);
  }

  /** Gives up hosts that fell silent; true where it changes how any backend stands. */
  boolean giveUpSilent(long nowNanos) {
    Map<Key, Boolean> before = standing();
    hosts.values().forEach(host -> host.silent |= silentAt(host) <= nowNanos);
    return !standing().equals(before);
  }

  /** When the next host falls silent if it says nothing. */
  long nextSilent() {
    return hosts.values().stream()
        .filter(host -> !host.silent)
        .mapToLong(this::silentAt)
        .min()
        .orElse(Outbox.NEVER);
  }

  /** True where the backend may take new flows of a rule with this probe. */
  boolean isHealthy(HealthProbe probe, String backend) {
    Opinion opinion = opinions.get(new Key(backend, probe.name()));
    return !probe.exists() || opinion != null && isUp(opinion);
  }

  /** Backends of rules of which no host has said anything yet. */
  List<String> unknown(List<FrontendRule> rules) {
    List<String> unknown = new ArrayList<>();
    for (FrontendRule rule : rules) {
      for (Backend backend : rule.backends()) {
        Key key = new Key(backend.name(), rule.probe().name());
        if (rule.probe().exists() && !opinions.containsKey(key)) {
          unknown.add(backend.name());
        }
      }
    }
    return unknown;
  }

  private Map<Key, Boolean> standing() {
    Map<Key, Boolean> standing = new LinkedHashMap<>();
    opinions.forEach((key, opinion) -> standing.put(key, isUp(opinion)));
    return standing;
  }

  private boolean isUp(Opinion opinion) {
    Host host = hosts.get(opinion.host());
    boolean silent = host != null && host.silent;
    return opinion.healthy()
        && (!silent || hosts.values().stream().allMatch(other -> other.silent));
  }

  private long silentAt(Host host) {
    return patienceNanos == Outbox.NEVER ? Outbox.NEVER : host.heard + patienceNanos;
  }
}
