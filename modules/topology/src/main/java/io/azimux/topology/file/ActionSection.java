package io.azimux.topology.file;

import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads what is done to the world: each item has a time, a kind, and what the kind asks for. */
final class ActionSection {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String ROLLING_RESTART = "rolling-restart";
  private static final String MACHINE = "machine";

  /** What is done to the process of one element, by kind. */
  private static final Map<String, Function<String, Action>> TO_PROCESS = toProcess();

  /** Keys of an item beside {@code at} and {@code kind}, by kind. */
  private static final Map<String, List<String>> KEYS = keys();

  private final Names names;
  private final Schedule schedule;

  ActionSection(Names names, Schedule schedule) {
    this.names = names;
    this.schedule = schedule;
  }

  /**
   * Reads a list of actions into the schedule.
   *
   * @param begin time that the times of the list count from
   * @param longest latest time in the list
   * @return the time of the last one, counted as in the list
   */
  Duration read(Value list, Duration begin, Duration longest) {
    Duration last = Duration.ZERO;
    for (Value item : list.items()) {
      Value kindAt = item.peek("kind");
      String kind = kindAt.isPresent() && kindAt.isText() ? kindAt.text() : "";
      List<String> known = new ArrayList<>(List.of("at", "kind"));
      known.addAll(KEYS.getOrDefault(kind, List.of("element")));
      Fields fields = item.fields(known.toArray(String[]::new));
      fields.required("kind").choice(KEYS);
      Value atAt = fields.optional("at");
      Duration at = atAt.duration(Duration.ZERO, longest);
      if (KEYS.containsKey(kind)) {
        Duration end = at.plus(act(kind, fields, begin.plus(at)));
        last = end.compareTo(last) > 0 ? end : last;
      }
    }
    return last;
  }

  /** Puts one item into the schedule; tells how long it takes. */
  private Duration act(String kind, Fields fields, Duration at) {
    Function<String, Action> toProcess = TO_PROCESS.get(kind);
    if (toProcess != null) {
      elements(fields).forEach((name, place) -> add(at, toProcess.apply(name), place));
      return Duration.ZERO;
    }
    if (kind.equals(ROLLING_RESTART)) {
      return rollingRestart(fields, at);
    }
    add(at, one(kind, fields), fields.whole());
    return Duration.ZERO;
  }

  private Action one(String kind, Fields fields) {
    return switch (kind) {
      case "cut" ->
          new Action.Cut(
              elements(fields, "from"),
              elements(fields, "to"),
              fields.optional("oneWay").truth(false));
      case "mend" -> new Action.Mend(elements(fields, "from"), elements(fields, "to"));
      case "impair" -> impair(fields);
      case "slow-replication" ->
          new Action.SlowReplication(
              list(fields.required("muxes"), PhysicalSection.MUX),
              fields.optional("delay").duration(Duration.ZERO, HOUR),
              fields.optional("loss").share());
      case "ip-forward" ->
          new Action.IpForward(machine(fields), fields.required("on").truth(false));
      case "listening" ->
          new Action.Listening(
              machine(fields),
              fields.required("port").integer(1, 65535),
              fields.required("on").truth(false));
      default -> setPool(fields);
    };
  }

  /** Each element ends, starts again half of the time later, and then the next one's turn comes. */
  private Duration rollingRestart(Fields fields, Duration at) {
    Duration every = fields.required("every").duration(Duration.ofMillis(100), HOUR);
    Duration next = at;
    for (Value item : fields.required("elements").items()) {
      String element = element(item);
      add(next, new Action.Terminate(element), item);
      add(next.plus(every.dividedBy(2)), new Action.Restart(element), item);
      next = next.plus(every);
    }
    return next.minus(at);
  }

  private Action impair(Fields fields) {
    List<String> from = elements(fields, "from");
    List<String> to = elements(fields, "to");
    schedule.requireLink(from, to, fields.whole());
    return new Action.Impair(
        from,
        to,
        fields.optional("loss").share(),
        fields.optional("delay").duration(Duration.ZERO, Duration.ofSeconds(10)),
        fields.optional("reorder").share());
  }

  private Action setPool(Fields fields) {
    Value balancerAt = fields.required("loadBalancer");
    String balancer = balancerAt.text();
    names.require("load balancer", balancer, balancerAt);
    Value poolAt = fields.required("pool");
    names.require("pool of " + balancer, poolAt.text(), poolAt);
    return new Action.SetPool(
        balancer, poolAt.text(), list(fields.required("members"), MachineSection.NIC));
  }

  private String machine(Fields fields) {
    Value at = fields.required(MACHINE);
    names.require(MachineSection.MACHINE, at.text(), at);
    return at.text();
  }

  /** Those of {@code element} or {@code elements}, one of which must be there. */
  private Map<String, Value> elements(Fields fields) {
    Map<String, Value> elements = new LinkedHashMap<>();
    Value many = fields.optional("elements");
    if (many.isPresent() && !fields.optional("element").isPresent()) {
      many.items().forEach(item -> elements.put(element(item), item));
    } else {
      Value single = fields.required("element");
      elements.put(element(single), single);
    }
    return elements;
  }

  private List<String> elements(Fields fields, String key) {
    return list(fields.required(key), PhysicalSection.ELEMENT);
  }

  private List<String> list(Value list, String kind) {
    List<String> read = new ArrayList<>();
    for (Value item : list.items()) {
      names.require(kind, item.text(), item);
      read.add(item.text());
    }
    if (list.isPresent() && read.isEmpty()) {
      list.problem("at least one " + kind + " is needed");
    }
    return read;
  }

  private String element(Value at) {
    names.require(PhysicalSection.ELEMENT, at.text(), at);
    return at.text();
  }

  private void add(Duration at, Action action, Value place) {
    schedule.add(new Fault(at, action), place);
  }

  private static Map<String, Function<String, Action>> toProcess() {
    Map<String, Function<String, Action>> kinds = new LinkedHashMap<>();
    kinds.put("kill", Action.Kill::new);
    kinds.put("terminate", Action.Terminate::new);
    kinds.put("restart", Action.Restart::new);
    kinds.put("pause", Action.Pause::new);
    kinds.put("resume", Action.Resume::new);
    return kinds;
  }

  private static Map<String, List<String>> keys() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    TO_PROCESS.keySet().forEach(kind -> keys.put(kind, List.of("element", "elements")));
    keys.put(ROLLING_RESTART, List.of("elements", "every"));
    keys.put("cut", List.of("from", "to", "oneWay"));
    keys.put("mend", List.of("from", "to"));
    keys.put("impair", List.of("from", "to", "loss", "delay", "reorder"));
    keys.put("slow-replication", List.of("muxes", "delay", "loss"));
    keys.put("ip-forward", List.of(MACHINE, "on"));
    keys.put("listening", List.of(MACHINE, "port", "on"));
    keys.put("set-pool", List.of("loadBalancer", "pool", "members"));
    return keys;
  }
}
