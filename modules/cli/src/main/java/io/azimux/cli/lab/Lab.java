package io.azimux.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.process.Commands;
import io.azimux.cluster.json.JsonReader;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** The guests of a scenario as namespaces of this machine: made, entered, taken away. */
public final class Lab {
  private static final String DIRECTORY = "lab";

  private final Path directory;
  private final Console console;
  private final Tools tools;
  private final Namespaces namespaces;

  /**
   * The lab of a state directory, whether it stands or not.
   *
   * @param state where the cluster's state lies; the lab's goes below
   */
  public Lab(Path state, Commands commands, Console console) {
    this.directory = state.resolve(DIRECTORY);
    this.console = console;
    this.tools = new Tools(commands);
    this.namespaces = new Namespaces(tools, state);
  }

  /**
   * What was taken away.
   *
   * @param namespaces network namespaces
   * @param processes that ran in them
   */
  public record Removed(int namespaces, int processes) {}

  /**
   * One guest as it is now.
   *
   * @param namespace name of its network namespace
   * @param addresses of its NICs
   * @param server what is to be said of its SSH server
   * @param processes how many run in it
   */
  public record Standing(
      String guest, String namespace, String addresses, String server, int processes) {}

  /**
   * Requires root.
   *
   * @throws CannotStart where another user runs this
   */
  public static void requireRoot() {
    Tools.requireRoot();
  }

  /** Requires whatever it takes to build a lab. */
  public void requireAble() {
    tools.requireAll();
  }

  /** Path of the scenario file of the lab that was built here; empty where there is none. */
  public Optional<String> scenario() {
    return LabRecord.read(directory).map(LabRecord::scenario);
  }

  /**
   * Makes all guests of a scenario.
   *
   * @param file where the scenario was read from
   * @throws CannotStart where a name or an address is in use; nothing was made then
   */
  public void build(Scenario scenario, Path file) {
    List<Guest> guests = Guests.of(scenario);
    List<String> names = guests.stream().map(Guest::namespace).toList();
    List<String> taken = namespaces.taken(names);
    if (!taken.isEmpty()) {
      throw new CannotStart(
          ("namespaces that this lab did not make have its names: %s\n"
                  + "Remove them (ip netns delete NAME), or build the lab elsewhere")
              .formatted(String.join(", ", taken)));
    }
    guests.forEach(this::requireFreeAddresses);
    new LabRecord(file.toAbsolutePath().toString(), names).write(directory);
    GuestFiles files = new GuestFiles(tools, directory, guests, scenario);
    files.write();
    for (Guest guest : guests) {
      GuestNetwork.commands(guest, namespaces.mark()).forEach(tools::run);
      GuestProcess.start(guest, files, console);
      console.stage(
          "lab",
          "%s: %s%s"
              .formatted(
                  guest.namespace(), guest.addresses(), guest.listens().isEmpty() ? "" : ", sshd"));
    }
  }

  /** A route of the machine's own would lead elsewhere, or lead its packets to us. */
  private void requireFreeAddresses(Guest guest) {
    List<String> addresses = new ArrayList<>(List.of(guest.underlay().toString()));
    guest.nics().forEach(nic -> addresses.add(nic.attached().listen().address().toString()));
    for (String address : addresses) {
      String routes =
          tools.run(List.of("ip", "-j", "route", "show", "table", "all", "to", "match", address));
      for (JsonNode route : JsonReader.parse(routes.isBlank() ? "[]" : routes)) {
        String to = route.path("dst").asText();
        boolean own = route.path("dev").asText().matches("azimux\\d+");
        if (!to.equals("default") && !own) {
          throw new CannotStart(
              ("%s of %s is in use on this machine: route to %s by %s\n"
                      + "Choose other addresses in the scenario's attached: ...")
                  .formatted(address, guest.name(), to, route.path("dev").asText()));
        }
      }
    }
  }

  /** Takes away whatever a lab of this state directory has made, finished or not. */
  public Removed remove() {
    Tools.requireRoot();
    List<String> intended = LabRecord.read(directory).map(LabRecord::namespaces).orElse(List.of());
    Set<String> ours = namespaces.ours(intended);
    int processes = 0;
    for (String name : ours) {
      processes += namespaces.remove(name, console);
    }
    Tools.processesWith(GuestFiles.init(directory).toString())
        .forEach(ProcessHandle::destroyForcibly);
    namespaces.removeLinks();
    delete();
    return new Removed(ours.size(), processes);
  }

  private void delete() {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True where every guest of the scenario stands. */
  public boolean stands(Scenario scenario) {
    return Guests.of(scenario).stream()
        .allMatch(guest -> namespaces.first(guest.namespace()).isPresent());
  }

  /** All guests as they are now. */
  public List<Standing> standing(Scenario scenario) {
    Set<String> ours = namespaces.ours(List.of());
    return Guests.of(scenario).stream().map(guest -> standing(guest, ours)).toList();
  }

  private Standing standing(Guest guest, Set<String> ours) {
    boolean there = ours.contains(guest.namespace());
    List<ProcessHandle> processes = there ? namespaces.processes(guest.namespace()) : List.of();
    boolean serves =
        processes.stream().anyMatch(one -> one.info().command().orElse("").endsWith("/sshd"));
    String server = guest.listens().isEmpty() ? "-" : serves ? "runs" : "gone";
    return new Standing(
        guest.name(),
        there ? guest.namespace() : "missing",
        guest.addresses(),
        server,
        processes.size());
  }

  /**
   * Builds the chain of the kernel's own beside the lab, does something, and takes it away.
   *
   * @param work gets what runs a command in one of the chain's namespaces
   */
  public <T> T besideKernelChain(
      Function<BiFunction<String, List<String>, ProcessBuilder>, T> work) {
    Tools.requireRoot();
    try {
      KernelChain.commands(namespaces.mark()).forEach(tools::run);
      return work.apply(
          (namespace, command) -> {
            List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            words.addAll(command);
            return new ProcessBuilder(words);
          });
    } finally {
      for (String name : namespaces.ours(List.of())) {
        if (KernelChain.names().contains(name)) {
          namespaces.remove(name, console);
        }
      }
    }
  }

  /** The directory of a user's home in a guest, as this machine sees it. */
  public Path home(String guest, String user) {
    return directory.resolve(guest).resolve("home").resolve(user);
  }

  /**
   * The command that runs a command inside of a guest, as the guest's root.
   *
   * @throws BadInput where the lab has no such guest, with those that it has
   * @throws CannotStart where the guest does not run
   */
  public ProcessBuilder inside(Scenario scenario, String name, List<String> command) {
    Tools.requireRoot();
    List<Guest> guests = Guests.of(scenario);
    Guest guest =
        guests.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new BadInput(
                        "no guest '%s'\nValid: %s"
                            .formatted(
                                name,
                                String.join(", ", guests.stream().map(Guest::name).toList()))));
    ProcessHandle first =
        namespaces.ours(List.of()).contains(guest.namespace())
            ? namespaces.first(guest.namespace()).orElse(null)
            : null;
    if (first == null) {
      throw new CannotStart(name + " does not run; build the lab with: ./azimux lab up");
    }
    List<String> words =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(first.pid()), "--net", "--mount"));
    words.addAll(List.of("--uts", "--pid", "--", "sh", "-c", "cd && exec \"$@\"", "sh"));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> environment = builder.environment();
    environment.put("HOME", GuestFiles.HOMES + "/root");
    environment.put("USER", "root");
    environment.keySet().removeIf(key -> key.startsWith("SUDO_") || key.startsWith("SSH_"));
    return builder;
  }
}
