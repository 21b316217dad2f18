package io.azimux.topology.file;

import io.azimux.node.Disposition;
import io.azimux.topology.Expectation;
import io.azimux.topology.Expectation.Comparison;
import io.azimux.topology.Expectation.Quantity;
import io.azimux.topology.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a run must show beside the invariants. */
final class ExpectSection {
  private static final Duration HOUR = Duration.ofHours(1);

  /** Quantities that are times. */
  private static final Set<Quantity> TIMES =
      EnumSet.of(
          Quantity.LOSS_WINDOW,
          Quantity.WITHDRAW_TIME,
          Quantity.CONVERGENCE_TIME,
          Quantity.REPLICATION_LAG_P99,
          Quantity.LONGEST_STALL);

  private static final Map<String, Quantity> QUANTITIES = labels(Quantity.values());
  private static final Map<String, Comparison> COMPARISONS = comparisons();

  private final Names names;
  private final List<Phase> phases;

  ExpectSection(Names names, List<Phase> phases) {
    this.names = names;
    this.phases = phases;
  }

  List<Expectation> read(Value list) {
    List<Expectation> expectations = new ArrayList<>();
    list.items().forEach(item -> expectations.add(expectation(item)));
    return expectations;
  }

  private Expectation expectation(Value item) {
    Fields fields =
        item.fields("text", "quantity", "of", "atMost", "atLeast", "equals", "within", "phase");
    Value quantityAt = fields.required("quantity");
    Quantity quantity = quantityAt.choice(QUANTITIES);
    String comparison = comparison(fields);
    Value valueAt = fields.optional(comparison);
    Value within = fields.optional("within");
    Optional<Phase.Name> phase = phase(fields.optional("phase"));
    boolean sure = quantityAt.isPresent() && !quantityAt.isBroken();
    return new Expectation(
        fields.required("text").text(),
        quantity,
        sure ? of(fields.optional("of"), quantity) : Optional.empty(),
        COMPARISONS.getOrDefault(comparison, Comparison.EQUALS),
        sure ? value(valueAt, quantity) : 0,
        within.isPresent()
            ? Optional.of(within.duration(Duration.ofMillis(1), HOUR))
            : Optional.empty(),
        phase);
  }

  /** The one key that says how to compare. */
  private static String comparison(Fields fields) {
    List<String> there =
        COMPARISONS.keySet().stream().filter(key -> fields.optional(key).isPresent()).toList();
    if (there.size() != 1 && fields.whole().isMapping()) {
      String what = there.isEmpty() ? "nothing to compare with" : "more than one comparison";
      fields.whole().problem(what, "one of " + Spelling.list(COMPARISONS.keySet()));
    }
    return there.isEmpty() ? "equals" : there.get(0);
  }

  private static double value(Value at, Quantity quantity) {
    if (TIMES.contains(quantity)) {
      return at.duration(Duration.ZERO, HOUR).toNanos() / 1e9;
    }
    return at.integer(0L, 1_000_000_000_000L);
  }

  private Optional<String> of(Value at, Quantity quantity) {
    if (quantity == Quantity.NEW_FLOWS_AT && !at.isPresent()) {
      at.problem("key 'of' is missing: new flows at which NIC?");
    }
    if (!at.isPresent()) {
      return Optional.empty();
    }
    switch (quantity) {
      case LOST_PACKETS -> at.choice(labels(Disposition.values()));
      case NEW_FLOWS_AT, HEALTH_CHANGES -> names.require(MachineSection.NIC, at.text(), at);
      default -> names.require(PhysicalSection.ELEMENT, at.text(), at);
    }
    return Optional.of(at.text());
  }

  private Optional<Phase.Name> phase(Value at) {
    if (!at.isPresent()) {
      return Optional.empty();
    }
    Map<String, Phase.Name> known = new LinkedHashMap<>();
    phases.forEach(phase -> known.put(phase.name().label(), phase.name()));
    if (known.isEmpty()) {
      at.problem("this file has no phases");
      return Optional.empty();
    }
    return Optional.of(at.choice(known));
  }

  /** Words of a file for the constants of an enumeration. */
  private static <E extends Enum<E>> Map<String, E> labels(E[] constants) {
    Map<String, E> labels = new LinkedHashMap<>();
    for (E constant : constants) {
      labels.put(label(constant), constant);
    }
    return labels;
  }

  private static String label(Enum<?> constant) {
    return constant instanceof Disposition disposition
        ? disposition.label()
        : ((Quantity) constant).label();
  }

  private static Map<String, Comparison> comparisons() {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    comparisons.put("equals", Comparison.EQUALS);
    comparisons.put("atMost", Comparison.AT_MOST);
    comparisons.put("atLeast", Comparison.AT_LEAST);
    return comparisons;
  }
}
