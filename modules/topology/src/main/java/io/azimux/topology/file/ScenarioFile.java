package io.azimux.topology.file;

import io.azimux.topology.ControllerSpec;
import io.azimux.topology.HostSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.NetworkSecurityGroup;
import io.azimux.topology.Phase;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads scenario files. */
public final class ScenarioFile {
  /** Largest file: a scenario of a thousand machines has half of it. */
  public static final int MAX_BYTES = 1 << 20;

  private ScenarioFile() {}

  /**
   * Reads and checks a file.
   *
   * @throws ScenarioException with every mistake in it; also where it cannot be read at all
   */
  public static Scenario read(Path file) throws ScenarioException {
    return read(file, List.of());
  }

  /**
   * Reads and checks a file as if some of it were written differently.
   *
   * @param changes each {@code KEY=VALUE}, {@code settings.replication=none}; later ones win.
   *     Another world may be taken so, too: {@code world=nva-inbound.yaml}
   * @throws ScenarioException with every mistake in it; also where it cannot be read at all
   */
  public static Scenario read(Path file, List<String> changes) throws ScenarioException {
    Problems problems = new Problems(file.toString());
    WorldFile files = new WorldFile(file.toAbsolutePath().getParent(), problems);
    Optional<Node> root = files.read(file, changes);
    String fileName = String.valueOf(file.getFileName());
    return read(problems, fileName.replaceFirst("\\.ya?ml$", ""), root);
  }

  /**
   * Reads and checks a file's content, which is whole: it takes no world from another file.
   *
   * @param file name for messages
   * @param name the scenario's name
   * @throws ScenarioException with every mistake in it
   */
  public static Scenario parse(String file, String name, byte[] content) throws ScenarioException {
    Problems problems = new Problems(file);
    return read(problems, name, new WorldFile(null, problems).parse(file, content));
  }

  private static Scenario read(Problems problems, String name, Optional<Node> root)
      throws ScenarioException {
    Optional<Scenario> scenario =
        root.map(node -> scenario(name, new Value(node, node.getStartMark(), "", problems)));
    if (scenario.isEmpty() || !problems.isEmpty()) {
      throw new ScenarioException(problems.inOrder());
    }
    return scenario.get();
  }

  private static Scenario scenario(String name, Value root) {
    Fields fields =
        root.fields(
            "description",
            WorldFile.WORLD,
            "placement",
            "settings",
            "routers",
            "muxes",
            "hosts",
            "controller",
            "clients",
            "virtualNetworks",
            "networkSecurityGroups",
            "virtualMachines",
            "loadBalancers",
            "walk",
            "load",
            "phases",
            "faults",
            "expect",
            "mutations");
    Names names = new Names();
    World world = world(fields, names);
    RunSection run = new RunSection(names, world.loadBalancers());
    Schedule schedule = new Schedule(world, names);
    List<Phase> phases = phases(fields, new ActionSection(names, schedule));
    schedule.checkStates();
    Scenario scenario =
        new Scenario(
            name,
            fields.required("description").text(),
            world,
            RunSection.placement(fields.optional("placement")),
            run.walk(fields.required("walk")),
            run.load(fields.required("load")),
            schedule.faults(),
            phases,
            new ExpectSection(names, phases).read(fields.optional("expect")),
            new MutationSection(names, fields.optional("settings"))
                .read(fields.optional("mutations")));
    names.check();
    return scenario;
  }

  /** The phases; what is done stands in them, or in a list of its own where there are none. */
  private static List<Phase> phases(Fields fields, ActionSection actions) {
    Value phases = fields.optional("phases");
    Value faults = fields.optional("faults");
    if (phases.isPresent() && faults.isPresent()) {
      faults.problem("beside phases, what is done stands in their 'do' lists");
    }
    actions.read(faults, Duration.ZERO, Duration.ofHours(1));
    return new PhaseSection(actions).read(phases);
  }

  private static World world(Fields fields, Names names) {
    AttachedSection attached = new AttachedSection(names);
    PhysicalSection physical = new PhysicalSection(names, attached);
    NetworkSection network = new NetworkSection(names);
    List<RouterSpec> routers = physical.routers(fields.required("routers"));
    List<MuxSpec> muxes = physical.muxes(fields.required("muxes"));
    List<HostSpec> hosts = physical.hosts(fields.required("hosts"));
    ControllerSpec controller = physical.controller(fields.required("controller"));
    List<InternetClient> clients = physical.clients(fields.required("clients"));
    List<VirtualNetwork> networks = network.read(fields.required("virtualNetworks"));
    List<NetworkSecurityGroup> groups =
        new SecuritySection(names).read(fields.optional("networkSecurityGroups"));
    List<VirtualMachine> machines =
        new MachineSection(names, network.subnets(), attached)
            .read(fields.required("virtualMachines"));
    List<LoadBalancer> balancers =
        new BalancerSection(names).read(fields.required("loadBalancers"));
    Settings settings = SettingsSection.read(fields.optional("settings"));
    return new World(
        routers,
        muxes,
        hosts,
        controller,
        networks,
        machines,
        balancers,
        groups,
        clients,
        settings);
  }
}
