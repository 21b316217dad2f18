package io.azimux.cluster.placement;

import io.azimux.topology.MuxSpec;
import io.azimux.topology.Scenario;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Spreads elements over processes. The controller's process comes first: it forms the cluster that
 * the others join.
 */
public final class Placement {
  /** Name of the only process of {@link Scenario.Placement#ONE_JVM}. */
  public static final String ONE = "all";

  private Placement() {}

  /** The processes of a scenario's world; guests are a role, and a process, of their own. */
  public static List<JvmPlan> plan(Scenario scenario, Scenario.Placement placement) {
    return plan(scenario.world(), placement);
  }

  /** The processes of a world. */
  public static List<JvmPlan> plan(World world, Scenario.Placement placement) {
    Map<String, String> hostOfGuest = new LinkedHashMap<>();
    Map<String, String> hostOfAttached = new LinkedHashMap<>();
    for (VirtualMachine machine : world.virtualMachines()) {
      hostOfGuest.put(machine.name(), machine.host());
      if (machine.isAttached()) {
        hostOfAttached.put(machine.name(), machine.host());
      }
    }
    Wiring wiring = Wiring.of(world);
    List<Wiring.Element> elements = new ArrayList<>(wiring.elements());
    elements.sort(Comparator.comparing(element -> element.role() != Wiring.Role.CONTROLLER));
    Map<String, List<Wiring.Element>> processes = new LinkedHashMap<>();
    for (Wiring.Element each : elements) {
      // What stands for a guest outside is a part of its host: it opens the host's sockets.
      String host = hostOfAttached.get(each.name());
      Wiring.Element element = host == null ? each : wiring.element(host);
      String process =
          standby(world).contains(element.name())
              ? element.name()
              : process(element, placement, hostOfGuest);
      processes.computeIfAbsent(process, name -> new ArrayList<>()).add(each);
    }
    List<JvmPlan> plans = new ArrayList<>();
    processes.forEach((name, hosted) -> plans.add(jvm(name, hosted)));
    return List.copyOf(plans);
  }

  private static String process(
      Wiring.Element element, Scenario.Placement placement, Map<String, String> hostOfGuest) {
    return switch (placement) {
      case ONE_JVM -> ONE;
      case PER_ROLE -> label(element.role());
      case PER_MACHINE -> hostOfGuest.getOrDefault(element.name(), element.name());
      case PER_ELEMENT -> element.name();
    };
  }

  /** Elements that are not started with the others; each has a process of its own. */
  public static Set<String> standby(World world) {
    return world.muxes().stream()
        .filter(MuxSpec::standby)
        .map(MuxSpec::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Name of a role in the cluster, in labels and in JSON: {@code mux}. */
  public static String label(Wiring.Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static JvmPlan jvm(String name, List<Wiring.Element> elements) {
    return new JvmPlan(
        name,
        elements.stream().map(element -> label(element.role())).distinct().toList(),
        elements.stream().map(Wiring.Element::name).toList());
  }
}
