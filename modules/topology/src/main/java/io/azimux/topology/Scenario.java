package io.azimux.topology;

import io.azimux.node.message.ClientCommand;
import io.azimux.packet.Ipv4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A scenario file, read and checked: a world, the traffic through it, and what happens to it.
 *
 * @param name file name without its ending
 * @param description one line for people
 * @param faults in the order of their times
 * @param phases in order; empty where the file names none
 * @param expectations what is required beside the invariants
 * @param mutations changes that must make the run fail
 */
public record Scenario(
    String name,
    String description,
    World world,
    Placement placement,
    Walk walk,
    Load load,
    List<Fault> faults,
    List<Phase> phases,
    List<Expectation> expectations,
    List<Mutation> mutations) {
  /** Copies the lists. */
  public Scenario {
    faults = List.copyOf(faults);
    phases = List.copyOf(phases);
    expectations = List.copyOf(expectations);
    mutations = List.copyOf(mutations);
  }

  /** Which elements share a process. */
  public enum Placement {
    /** All in one. */
    ONE_JVM,
    /** One for each role. */
    PER_ROLE,
    /** One for each router, MUX, physical host (with its guests), client and controller. */
    PER_MACHINE,
    /** One for each element, guests included. */
    PER_ELEMENT
  }

  /** The connection whose first packets are traced. */
  public record Walk(String client, int sourcePort, Ipv4Address destination, int port) {}

  /**
   * Connections that a client opens and keeps talking.
   *
   * @param connections 1..60000
   * @param openEvery time between two openings
   * @param keystrokeEvery time between two lines of a session
   * @param linesPerConnection lines until a session closes
   * @param lineBytes payload bytes of a line, 1..1400
   */
  public record Load(
      String client,
      int connections,
      Duration openEvery,
      Duration keystrokeEvery,
      int linesPerConnection,
      int lineBytes,
      Ipv4Address destination,
      int port) {

    /** The same with other numbers. */
    public Load with(int otherConnections, int otherLines) {
      return new Load(
          client,
          otherConnections,
          openEvery,
          keystrokeEvery,
          otherLines,
          lineBytes,
          destination,
          port);
    }

    /** The order to the client. */
    public ClientCommand.OpenMany command() {
      return new ClientCommand.OpenMany(
          connections,
          openEvery.toNanos(),
          keystrokeEvery.toNanos(),
          linesPerConnection,
          lineBytes,
          destination,
          port);
    }
  }

  /** The same run of a world with other settings. */
  public Scenario withSettings(Settings settings) {
    return new Scenario(
        name,
        description,
        world.withSettings(settings),
        placement,
        walk,
        load,
        faults,
        phases,
        expectations,
        mutations);
  }

  /** The same run without parts, and without what is expected of parts or of single faults. */
  public Scenario withoutPhases() {
    List<Expectation> ofTheWhole =
        expectations.stream()
            .filter(expected -> expected.phase().isEmpty() && expected.of().isEmpty())
            .toList();
    return new Scenario(
        name, description, world, placement, walk, load, faults, List.of(), ofTheWhole, mutations);
  }

  /** The same run with another load. */
  public Scenario withLoad(Load other) {
    return new Scenario(
        name, description, world, placement, walk, other, faults, phases, expectations, mutations);
  }

  /** The same run with other faults. */
  public Scenario withFaults(List<Fault> others) {
    return new Scenario(
        name, description, world, placement, walk, load, others, phases, expectations, mutations);
  }

  /**
   * The same run without what a mutation takes away. Without drain, a MUX that is asked to end just
   * dies.
   */
  public Scenario with(Mutation mutation) {
    List<Fault> changed =
        mutation.drain() ? faults : faults.stream().map(Fault::withoutDrain).toList();
    World mutated = world.withSettings(mutation.settings());
    return new Scenario(
        name,
        description,
        mutation.probeThreshold() == Mutation.AS_IT_IS
            ? mutated
            : mutated.withProbeThreshold(mutation.probeThreshold()),
        placement,
        walk,
        load,
        changed,
        phases,
        expectations,
        mutations);
  }

  /** The phase of this name, if the run has it. */
  public Optional<Phase> phase(Phase.Name wanted) {
    return phases.stream().filter(phase -> phase.name() == wanted).findFirst();
  }
}
