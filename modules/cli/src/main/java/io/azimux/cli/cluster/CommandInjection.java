package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Something that an element was ordered to do: figures of elements show that it was done. */
final class CommandInjection extends Injection {
  /**
   * A figure that changes when the order takes effect.
   *
   * @param role of the elements that have it
   * @param name of the one element meant; empty for all of the role
   * @param words what it means when it has changed
   * @param figure reads it
   */
  record Sign(String role, String name, String words, ToDoubleFunction<Status.Hosted> figure) {
    private boolean isOf(Status.Hosted element) {
      return element.state().equals("up")
          && element.role().equals(role)
          && (name.isEmpty() || element.name().equals(name));
    }
  }

  /** Gives the order to its element. */
  @FunctionalInterface
  interface Order {
    /** True when it was taken; false where the element does not take orders yet. */
    boolean isTaken();
  }

  private record Seen(Sign sign, String element) {}

  private final List<Sign> signs;
  private final Order order;
  private Map<Seen, Double> before = Map.of();
  private boolean given;

  /**
   * An order that is given as soon as there are figures to compare with and the element takes it:
   * one that has just been started needs a moment.
   */
  CommandInjection(Ledger ledger, FaultRecord record, List<Sign> signs, Order order) {
    super(ledger, record);
    this.signs = List.copyOf(signs);
    this.order = order;
  }

  @Override
  void look(Map<String, Status> statuses) {
    Map<Seen, Double> figures = figures(statuses);
    if (!given) {
      before = figures;
      boolean comparable =
          signs.stream()
              .allMatch(sign -> figures.keySet().stream().anyMatch(s -> s.sign().equals(sign)));
      given = comparable && order.isTaken();
      return;
    }
    figures.forEach(
        (seen, figure) -> {
          if (before.containsKey(seen) && !figure.equals(before.get(seen))) {
            prove(seen.element(), seen.sign().words());
          }
        });
  }

  private Map<Seen, Double> figures(Map<String, Status> statuses) {
    Map<Seen, Double> figures = new LinkedHashMap<>();
    for (Status status : statuses.values()) {
      for (Status.Hosted element : status.elements()) {
        for (Sign sign : signs) {
          if (sign.isOf(element)) {
            figures.put(new Seen(sign, element.name()), sign.figure().applyAsDouble(element));
          }
        }
      }
    }
    return figures;
  }
}
