package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Action;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** By which figures of elements an order to an element is known to have taken effect. */
final class Signs {
  private static final String GUEST = Placement.label(Wiring.Role.VM);
  private static final String HOST = Placement.label(Wiring.Role.HOST);
  private static final String CLIENT = Placement.label(Wiring.Role.CLIENT);
  private static final String CONTROLLER = Placement.label(Wiring.Role.CONTROLLER);

  private Signs() {}

  static List<CommandInjection.Sign> of(Action action, World world) {
    if (action instanceof Action.IpForward set) {
      return set.on()
          ? List.of(
              new CommandInjection.Sign(
                  GUEST, set.machine(), "forwards again", reading(Measure.NVA_FORWARDED)),
              new CommandInjection.Sign(
                  HOST, "", "sends answers again", reading(Measure.VFP_DIRECT_RETURN)))
          : List.of(
              new CommandInjection.Sign(
                  GUEST,
                  set.machine(),
                  "drops what it should forward",
                  dropped(Disposition.IP_FORWARD_OFF)),
              new CommandInjection.Sign(
                  CLIENT, "", "sends segments again", reading(Measure.TCP_RETRANSMISSIONS)));
    }
    if (action instanceof Action.Listening set) {
      return listening(set);
    }
    return List.of(
        new CommandInjection.Sign(
            CONTROLLER, "", "goal state changed", reading(Measure.CONTROL_VERSION)),
        new CommandInjection.Sign(
            HOST, "", "holds the new goal state", reading(Measure.VFP_GENERATION)));
  }

  /** A port that comes and goes quickly changes nobody's health, but the guest refuses probes. */
  private static List<CommandInjection.Sign> listening(Action.Listening set) {
    List<CommandInjection.Sign> signs = new ArrayList<>();
    signs.add(
        new CommandInjection.Sign(
            HOST, "", "probes end otherwise", probes(set.on() ? "success" : "failure")));
    signs.add(
        new CommandInjection.Sign(
            CONTROLLER, "", "backend's health changed", reading(Measure.PROBE_HEALTHY)));
    if (!set.on()) {
      signs.add(
          new CommandInjection.Sign(
              GUEST, set.machine(), "refuses connections", dropped(Disposition.NO_LISTENER)));
    }
    return signs;
  }

  /** Sum over the labels of a measure. */
  private static ToDoubleFunction<Status.Hosted> reading(Measure measure) {
    return element ->
        element.readings().stream()
            .filter(reading -> reading.measure().equals(measure.metric()))
            .mapToDouble(Status.Value::value)
            .sum();
  }

  private static ToDoubleFunction<Status.Hosted> probes(String result) {
    return element ->
        element.readings().stream()
            .filter(reading -> reading.measure().equals(Measure.PROBES.metric()))
            .filter(reading -> reading.label().equals(result))
            .mapToDouble(Status.Value::value)
            .sum();
  }

  private static ToDoubleFunction<Status.Hosted> dropped(Disposition reason) {
    return element ->
        element.finished().stream()
            .filter(count -> count.reason().equals(reason.label()))
            .mapToDouble(Status.Count::packets)
            .sum();
  }
}
