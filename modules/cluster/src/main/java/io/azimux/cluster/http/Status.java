package io.azimux.cluster.http;

import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.chaos.LinkState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process says of itself.
 *
 * @param jvm its name in the plan
 * @param uid tells its life from those of all other processes, as {@link Member#uid} does
 * @param self its state in the cluster, as Pekko calls it: {@code Joining}, {@code Up}, ...
 * @param address its address in the cluster
 * @param epochNanos its clock, nanoseconds since 1970
 * @param known names of all elements of the world that it can reach
 * @param lostForOthers packets that ended in this process in the name of elements that do not run
 *     here: they came for an element that had gone
 * @param chaos faults that hold now
 */
public record Status(
    String jvm,
    long pid,
    long uid,
    String self,
    String address,
    long epochNanos,
    List<Member> members,
    List<Hosted> elements,
    List<String> known,
    long lostForOthers,
    Chaos chaos) {
  /** Copies the lists. */
  public Status {
    members = List.copyOf(members);
    elements = List.copyOf(elements);
    known = List.copyOf(known);
  }

  /**
   * Faults.
   *
   * @param active all faults of the run that last now
   * @param links what faults do on the ways from and to elements of this process
   * @param silentTo addresses of processes to which this one sends nothing
   * @param replicationDelayNanos what is added to the way of flows that its MUX shares
   * @param replicationLoss share of such batches that is lost
   * @param standstillNanos longest time for which the whole process stood still, 0 for none
   */
  public record Chaos(
      List<ActiveFault> active,
      List<LinkState> links,
      List<String> silentTo,
      long replicationDelayNanos,
      double replicationLoss,
      long standstillNanos) {
    /** No faults. */
    public static final Chaos NONE = new Chaos(List.of(), List.of(), List.of(), 0, 0, 0);

    /** Copies the lists. */
    public Chaos {
      active = List.copyOf(active);
      links = List.copyOf(links);
      silentTo = List.copyOf(silentTo);
    }
  }

  /**
   * A process of the cluster.
   *
   * @param uid tells its life from those of earlier processes at the same address
   * @param http base address of its endpoint: so whoever knows one process finds all; empty where
   *     it does not say
   */
  public record Member(
      String address, long uid, String status, boolean reachable, List<String> roles, String http) {
    /** Copies the list. */
    public Member {
      roles = List.copyOf(roles);
    }

    /** Does not say where its endpoint is. */
    public Member(String address, long uid, String status, boolean reachable, List<String> roles) {
      this(address, uid, status, reachable, roles, "");
    }
  }

  /**
   * An element of this process.
   *
   * @param address in the emulated network
   * @param state {@code up}, or {@code standby} for one that runs elsewhere or not yet
   * @param waiting packets in front of it
   * @param finished packets that ended at it, by disposition
   * @param readings what it measures
   * @param links packets that it sent to each of its neighbours
   */
  public record Hosted(
      String name,
      String role,
      String address,
      String state,
      int waiting,
      long received,
      long sent,
      long lostMessages,
      List<Count> finished,
      List<Value> readings,
      List<Link> links) {
    /** Copies the lists. */
    public Hosted {
      finished = List.copyOf(finished);
      readings = List.copyOf(readings);
      links = List.copyOf(links);
    }

    /** Sent nothing to anybody. */
    public Hosted(
        String name,
        String role,
        String address,
        String state,
        int waiting,
        long received,
        long sent,
        long lostMessages,
        List<Count> finished,
        List<Value> readings) {
      this(
          name,
          role,
          address,
          state,
          waiting,
          received,
          sent,
          lostMessages,
          finished,
          readings,
          List.of());
    }
  }

  /** Packets sent to a neighbour, also those that then found no receiver. */
  public record Link(String peer, long packets) {}

  /** Packets that ended in one way; {@code reason} is the label of the disposition. */
  public record Count(String reason, long packets) {}

  /**
   * A reading.
   *
   * @param measure its name in Prometheus
   * @param label value of its label, empty where it has none
   */
  public record Value(String measure, String label, double value) {}

  /** The element of this name, if the process hosts it. */
  public @Nullable Hosted element(String name) {
    return elements.stream().filter(e -> e.name().equals(name)).findFirst().orElse(null);
  }
}
