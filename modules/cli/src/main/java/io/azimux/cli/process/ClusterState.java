package io.azimux.cli.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the cluster that runs here; written whenever a JVM starts.
 *
 * @param scenario path of the scenario file
 * @param placement which elements share a JVM
 * @param seed seed of everything random
 * @param started when, in UTC
 * @param directory where its logs are
 * @param token secret that commands to its JVMs must show
 * @param attached true where the JVMs end together with the program that started them
 * @param processes the JVMs, in the order of their start
 */
public record ClusterState(
    String scenario,
    String placement,
    long seed,
    String started,
    String directory,
    String token,
    boolean attached,
    List<NodeProcess> processes) {
  /** Copies the list. */
  public ClusterState {
    processes = List.copyOf(processes);
  }

  /** With one more JVM, or with a new one in the place of the one that had its name. */
  public ClusterState with(NodeProcess process) {
    List<NodeProcess> changed = new ArrayList<>(processes);
    int at = 0;
    while (at < changed.size() && !changed.get(at).name().equals(process.name())) {
      at++;
    }
    if (at < changed.size()) {
      changed.set(at, process);
    } else {
      changed.add(process);
    }
    return new ClusterState(
        scenario, placement, seed, started, directory, token, attached, changed);
  }

  /** The JVM that carries the element. */
  public Optional<NodeProcess> carrier(String element) {
    return processes.stream().filter(p -> p.elements().contains(element)).findFirst();
  }

  /** All elements, in the order of their JVMs. */
  public List<String> elements() {
    return processes.stream().flatMap(p -> p.elements().stream()).toList();
  }
}
