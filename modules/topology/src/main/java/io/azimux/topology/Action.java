package io.azimux.topology;

import java.time.Duration;
import java.util.List;

/** What a fault does, or undoes. A closed set: every engine can do all of them. */
public sealed interface Action {
  /** The word for it in scenario files, reports and metrics: {@code kill}. */
  String label();

  /** Elements it is done to; where it lies between elements, those of one side. */
  List<String> elements();

  /** Something done to the process of one element. */
  sealed interface ToProcess extends Action {
    /** The element. */
    String element();

    @Override
    default List<String> elements() {
      return List.of(element());
    }
  }

  /** The process dies at once (SIGKILL). */
  record Kill(String element) implements ToProcess {
    @Override
    public String label() {
      return "kill";
    }
  }

  /** The process is asked to end (SIGTERM): it withdraws its routes, drains and leaves. */
  record Terminate(String element) implements ToProcess {
    @Override
    public String label() {
      return "terminate";
    }
  }

  /** A process that was killed, has ended or was never started is started, without any state. */
  record Restart(String element) implements ToProcess {
    @Override
    public String label() {
      return "restart";
    }
  }

  /** The process stands still and keeps its state (SIGSTOP), as in a long collection of garbage. */
  record Pause(String element) implements ToProcess {
    @Override
    public String label() {
      return "pause";
    }
  }

  /** A process that stood still goes on (SIGCONT). */
  record Resume(String element) implements ToProcess {
    @Override
    public String label() {
      return "resume";
    }
  }

  /**
   * Nothing passes from any of these elements to any of those: no packet, no message, no replicated
   * state, no heartbeat.
   *
   * @param oneWay false where nothing passes back either
   */
  record Cut(List<String> from, List<String> to, boolean oneWay) implements Action {
    /** Copies the lists. */
    public Cut {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public String label() {
      return "cut";
    }

    @Override
    public List<String> elements() {
      return from;
    }
  }

  /** Ends every {@link Cut} and {@link Impair} between these elements, in both directions. */
  record Mend(List<String> from, List<String> to) implements Action {
    /** Copies the lists. */
    public Mend {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public String label() {
      return "mend";
    }

    @Override
    public List<String> elements() {
      return from;
    }
  }

  /**
   * Packets on the links between these elements and those suffer, in both directions.
   *
   * @param loss share of packets lost, 0..1
   * @param delay added to every packet's way
   * @param reorder share of packets that are overtaken by later ones, 0..1
   */
  record Impair(List<String> from, List<String> to, double loss, Duration delay, double reorder)
      implements Action {
    /** Copies the lists. */
    public Impair {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public String label() {
      return "impair";
    }

    @Override
    public List<String> elements() {
      return from;
    }
  }

  /**
   * Replicated flow state reaches these MUXes late, or only by repair. No delay and no loss end it.
   *
   * @param delay added to the way of every batch
   * @param loss share of batches lost, 0..1
   */
  record SlowReplication(List<String> muxes, Duration delay, double loss) implements Action {
    /** Copies the list. */
    public SlowReplication {
      muxes = List.copyOf(muxes);
    }

    @Override
    public String label() {
      return "slow-replication";
    }

    @Override
    public List<String> elements() {
      return muxes;
    }
  }

  /** Sets {@code net.ipv4.ip_forward} in a guest. */
  record IpForward(String machine, boolean on) implements Action {
    @Override
    public String label() {
      return "ip-forward";
    }

    @Override
    public List<String> elements() {
      return List.of(machine);
    }
  }

  /** A guest's own server begins or ceases to listen: its health probe follows. */
  record Listening(String machine, int port, boolean on) implements Action {
    @Override
    public String label() {
      return "listening";
    }

    @Override
    public List<String> elements() {
      return List.of(machine);
    }
  }

  /** A backend pool has these members from now on, named {@code machine/nic}. */
  record SetPool(String loadBalancer, String pool, List<String> members) implements Action {
    /** Copies the list. */
    public SetPool {
      members = List.copyOf(members);
    }

    @Override
    public String label() {
      return "set-pool";
    }

    /** None: the controller hears of it, and hurts nobody. */
    @Override
    public List<String> elements() {
      return List.of();
    }
  }
}
