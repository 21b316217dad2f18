package io.azimux.cli.command;

import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Table;
import io.azimux.cli.process.NodeProcess;
import io.azimux.cluster.http.Status;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements of a running cluster, as people and programs see them. */
final class Elements {
  private Elements() {}

  /**
   * One element.
   *
   * @param state {@code up}, {@code standby}, {@code silent} where its JVM does not answer, {@code
   *     gone} where that has ended
   * @param pid process that carries it; 0 where nothing was started for it
   * @param metrics where Prometheus finds its counters
   */
  record Row(
      String name,
      String role,
      String state,
      String jvm,
      long pid,
      String address,
      String metrics,
      String log) {}

  /** All elements, in the order of the wiring. */
  static List<Row> rows(LocalCluster cluster, Scenario scenario) {
    Map<String, Status> statuses = cluster.statuses();
    List<Row> rows = new ArrayList<>();
    for (Wiring.Element element : Wiring.of(scenario.world()).elements()) {
      rows.add(
          cluster
              .state()
              .carrier(element.name())
              .map(process -> row(cluster, element, process, statuses.get(process.name())))
              .orElseGet(() -> standby(element)));
    }
    return rows;
  }

  private static Row row(
      LocalCluster cluster, Wiring.Element element, NodeProcess process, @Nullable Status status) {
    return new Row(
        element.name(),
        role(element),
        state(cluster, process, status, element.name()),
        process.name(),
        process.pid(),
        element.address().toString(),
        process.url() + "/metrics",
        process.log());
  }

  /** Nothing was started for it yet. */
  private static Row standby(Wiring.Element element) {
    return new Row(
        element.name(), role(element), "standby", "", 0, element.address().toString(), "", "");
  }

  private static String role(Wiring.Element element) {
    return element.role().name().toLowerCase(Locale.ROOT);
  }

  private static String state(
      LocalCluster cluster, NodeProcess process, @Nullable Status status, String element) {
    if (!cluster.isAlive(process)) {
      return "gone";
    }
    Status.Hosted hosted = status == null ? null : status.element(element);
    return hosted == null ? "silent" : hosted.state();
  }

  /**
   * The JVM that carries an element.
   *
   * @throws BadInput with the valid names, where there is no such element
   */
  static NodeProcess carrier(LocalCluster cluster, String element) {
    return cluster
        .state()
        .carrier(element)
        .orElseThrow(
            () ->
                new BadInput(
                    "no element '%s'\nValid: %s"
                        .formatted(element, String.join(", ", cluster.state().elements()))));
  }

  /** As a table for people. */
  static List<String> table(List<Row> rows) {
    Table table = new Table("element", "role", "state", "pid", "address", "metrics");
    for (Row row : rows) {
      table.row(
          row.name(),
          row.role(),
          row.state(),
          Long.toString(row.pid()),
          row.address(),
          row.metrics());
    }
    return table.lines();
  }

  /** What a world consists of, in one line. */
  static String count(Scenario scenario) {
    var world = scenario.world();
    return String.join(
        ", ",
        count(world.routers().size(), "router", "routers"),
        count(world.muxes().size(), "MUX", "MUXes"),
        count(world.hosts().size(), "host", "hosts"),
        count(world.virtualMachines().size(), "VM", "VMs"),
        count(world.clients().size(), "client", "clients"),
        "1 controller");
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
