package io.azimux.topology;

import io.azimux.node.message.ClientCommand;
import io.azimux.packet.Ipv4Address;
import java.time.Duration;
import java.util.List;

/**
 * A scenario file, read and checked: a world, the traffic through it, and what happens to it.
 *
 * @param name file name without its ending
 * @param description one line for people
 */
public record Scenario(
    String name,
    String description,
    World world,
    Placement placement,
    Walk walk,
    Load load,
    List<Fault> faults) {
  /** Copies the list. */
  public Scenario {
    faults = List.copyOf(faults);
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

  /** Something that is done to an element at a time after the load began. */
  public record Fault(Duration at, Kind kind, String element) {
    /** What is done. */
    public enum Kind {
      /** The process dies at once (SIGKILL). */
      KILL,
      /** It is started again. */
      RESTART
    }
  }
}
