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
      return element.role().equals(role) && (name.isEmpty() || element.name().equals(name));
    }
  }

  private final List<Sign> signs;
  private final Map<String, Double> before = new LinkedHashMap<>();

  /**
   * An order that was given.
   *
   * @param statuses as they were before
   */
  CommandInjection(
      Ledger ledger, FaultRecord record, List<Sign> signs, Map<String, Status> statuses) {
    super(ledger, record);
    this.signs = List.copyOf(signs);
    for (Status status : statuses.values()) {
      for (Status.Hosted element : status.elements()) {
        for (Sign sign : this.signs) {
          if (sign.isOf(element)) {
            before.put(key(sign, element), sign.figure().applyAsDouble(element));
          }
        }
      }
    }
  }

  @Override
  void look(Map<String, Status> statuses) {
    for (Status status : statuses.values()) {
      for (Status.Hosted element : status.elements()) {
        for (Sign sign : signs) {
          Double was = before.get(key(sign, element));
          if (sign.isOf(element) && was != null && sign.figure().applyAsDouble(element) != was) {
            prove(element.name(), sign.words());
          }
        }
      }
    }
  }

  private static String key(Sign sign, Status.Hosted element) {
    return sign.words() + " " + element.name();
  }
}
