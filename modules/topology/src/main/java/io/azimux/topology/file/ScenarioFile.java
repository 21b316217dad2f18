package io.azimux.topology.file;

import io.azimux.topology.ControllerSpec;
import io.azimux.topology.HostSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.NetworkSecurityGroup;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.World;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    Problems problems = new Problems(file.toString());
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      problems.add(1, 1, "", "cannot be read: " + e.getMessage(), "");
      throw new ScenarioException(problems.inOrder());
    }
    String fileName = String.valueOf(file.getFileName());
    return read(problems, fileName.replaceFirst("\\.ya?ml$", ""), bytes);
  }

  /**
   * Reads and checks a file's content.
   *
   * @param file name for messages
   * @param name the scenario's name
   * @throws ScenarioException with every mistake in it
   */
  public static Scenario parse(String file, String name, byte[] content) throws ScenarioException {
    return read(new Problems(file), name, content);
  }

  private static Scenario read(Problems problems, String name, byte[] content)
      throws ScenarioException {
    Optional<Value> root = Optional.empty();
    if (content.length > MAX_BYTES) {
      problems.add(1, 1, "", "the file is too large", "at most " + MAX_BYTES + " bytes");
    } else {
      root = decode(content, problems).flatMap(text -> YamlDocument.parse(text, problems));
    }
    Optional<Scenario> scenario = root.map(value -> scenario(name, value));
    if (scenario.isEmpty() || !problems.isEmpty()) {
      throw new ScenarioException(problems.inOrder());
    }
    return scenario.get();
  }

  private static Optional<String> decode(byte[] content, Problems problems) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      problems.add(1, 1, "", "the file is not UTF-8 text", "");
      return Optional.empty();
    }
  }

  private static Scenario scenario(String name, Value root) {
    Fields fields =
        root.fields(
            "description",
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
            "faults");
    Names names = new Names();
    World world = world(fields, names);
    RunSection run = new RunSection(names, world.loadBalancers());
    Scenario scenario =
        new Scenario(
            name,
            fields.required("description").text(),
            world,
            RunSection.placement(fields.optional("placement")),
            run.walk(fields.required("walk")),
            run.load(fields.required("load")),
            run.faults(fields.optional("faults")),
            List.of(),
            List.of(),
            List.of());
    names.check();
    return scenario;
  }

  private static World world(Fields fields, Names names) {
    PhysicalSection physical = new PhysicalSection(names);
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
        new MachineSection(names, network.subnets()).read(fields.required("virtualMachines"));
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
