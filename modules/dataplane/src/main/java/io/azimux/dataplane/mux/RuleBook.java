package io.azimux.dataplane.mux;

import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All load-balancing rules, found by frontend address, protocol and port. */
final class RuleBook {
  private final Settings.BackendMap kind;
  private final int maglevSlots;
  private final long seed;
  private final Map<Ipv4Address, Rule.Counter> syns = new TreeMap<>();

  private Map<List<String>, BackendMap> maps = new LinkedHashMap<>();
  private List<Ipv4Prefix> frontends = List.of();
  private long[] keys = new long[2];
  private @Nullable Rule[] rules = new Rule[2];

  /**
   * Makes an empty book.
   *
   * @param maglevSlots a prime; used where {@code kind} is Maglev
   * @param seed of the hash, equal on all MUXes
   */
  RuleBook(Settings.BackendMap kind, int maglevSlots, long seed) {
    this.kind = kind;
    this.maglevSlots = maglevSlots;
    this.seed = seed;
  }

  /** Replaces all rules. Backend maps of pools that did not change are kept. */
  void replace(List<FrontendRule> specs, Members members, HealthTable health) {
    Map<List<String>, BackendMap> newMaps = new LinkedHashMap<>();
    Map<Ipv4Address, Ipv4Prefix> served = new TreeMap<>();
    int length = Integer.highestOneBit(Math.max(1, specs.size())) * 4;
    keys = new long[length];
    rules = new Rule[length];
    for (FrontendRule spec : specs) {
      served.put(spec.frontend(), Ipv4Prefix.host(spec.frontend()));
      put(compile(spec, members, health, newMaps));
    }
    frontends = List.copyOf(served.values());
    maps = newMaps;
  }

  /** The rule of a packet, or null. */
  @Nullable Rule find(int frontend, int protocol, int port) {
    long key = key(frontend, protocol, port);
    int slot = slot(key);
    while (keys[slot] != key) {
      if (keys[slot] == 0) {
        return null;
      }
      slot = slot + 1 & keys.length - 1;
    }
    return rules[slot];
  }

  /** All frontends as prefixes, in order. */
  List<Ipv4Prefix> frontends() {
    return frontends;
  }

  /** SYNs by frontend, of all frontends ever served. */
  Map<Ipv4Address, Rule.Counter> syns() {
    return syns;
  }

  private Rule compile(
      FrontendRule spec,
      Members members,
      HealthTable health,
      Map<List<String>, BackendMap> newMaps) {
    List<Backend> pool = new ArrayList<>(spec.backends());
    if (kind == Settings.BackendMap.MAGLEV) {
      // The order of a pool's list is no part of the choice: only names are.
      pool.sort(Comparator.comparing(Backend::name));
    }
    List<String> names = new ArrayList<>();
    List<Integer> live = new ArrayList<>();
    for (Backend backend : pool) {
      boolean healthy = health.isHealthy(spec.probe(), backend.name());
      int number = members.enter(spec, backend, healthy);
      if (healthy && number != Members.NONE) {
        names.add(backend.name());
        live.add(number);
      }
    }
    BackendMap map = newMaps.computeIfAbsent(names, this::map);
    int[] numbers = live.stream().mapToInt(Integer::intValue).toArray();
    Rule.Counter counter = syns.computeIfAbsent(spec.frontend(), any -> new Rule.Counter());
    return new Rule(spec, numbers, map, seed, counter);
  }

  private BackendMap map(List<String> names) {
    BackendMap known = maps.get(names);
    if (known != null) {
      return known;
    }
    return switch (kind) {
      case LIST_MOD -> new ListMod(names.size());
      case MAGLEV -> Maglev.of(names, maglevSlots);
    };
  }

  private void put(Rule rule) {
    FrontendRule spec = rule.spec();
    long key = key(spec.frontend().bits(), spec.protocol(), spec.frontendPort());
    int slot = slot(key);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    if (keys[slot] == 0) {
      keys[slot] = key;
      rules[slot] = rule;
    }
  }

  private int slot(long key) {
    return (int) (key * 0x9e3779b97f4a7c15L >>> 40) & keys.length - 1;
  }

  /** Never 0, as no rule has port 0. */
  private static long key(int frontend, int protocol, int port) {
    return (long) frontend << 32 | (long) protocol << 16 | port;
  }
}
