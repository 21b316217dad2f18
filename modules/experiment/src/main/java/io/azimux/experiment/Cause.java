package io.azimux.experiment;

import java.util.Locale;

/** Why a flow broke, stalled or changed its backend: exactly one for each. */
public enum Cause {
  /** Its backend, or the host of its backend, was killed. */
  BACKEND_DIED("its backend died"),
  /** The server behind the backends, or its host, was killed while the flow lived. */
  SERVER_DIED("the server behind the backends died"),
  /**
   * It was born within the measured replication lag of the moment at which its MUX was lost: the
   * MUX that got it had no entry yet, and its map chose otherwise.
   */
  IN_FLIGHT("its entry was still on the way to the other MUXes"),
  /** Younger than what the MUXes share by their settings. */
  NOT_YET_SHARED("too young to be shared with other MUXes"),
  /** Its first packet was let go by the time limit, before all peers had acknowledged the entry. */
  RELEASED("released by the time limit, before its peers knew it"),
  /** A full table had thrown its entry out. */
  EVICTED("its entry had been evicted from a full table"),
  /** Another MUX had shared the flow with another backend. */
  SPLIT_DECISION("two MUXes had decided differently"),
  /** Routers gave it to another MUX, nobody had shared it, and that MUX' map chose otherwise. */
  MAP_DIFFERS("re-spread to another MUX, whose map chose another backend"),
  /** The guest ended it although nothing had moved. */
  GUEST_RESET("reset by a guest"),
  /** Its packets went to a dead MUX until the routers withdrew it. */
  BLACK_HOLE("sent to a dead MUX before the routers withdrew it"),
  /** Its packets went to a dead router until those who sent them had noticed. */
  ROUTER_DIED("sent to a dead router before it was given up"),
  /** An element on its way was cut off, stood still or had bad links, as the scenario orders. */
  ELEMENT_CUT("an element on its way was cut off or stood still"),
  /**
   * It sent segments again while a MUX or a router was dead, but no packet of it is known to have
   * gone there: it was inside the process that died, or the machine was too busy to answer in time.
   */
  DURING_KILL("sent again while a MUX or a router was dead; the lost packet is not known"),
  /** Queues were full while it stalled. */
  OVERLOAD("a queue was full while it stalled: the machine could not keep up"),
  /**
   * It sent again nothing, or nothing was lost anywhere while it stalled: every packet was late.
   */
  SLOW("nothing was lost; the machine was too busy to answer in time"),
  /** It sent segments again, and links lost packets as configured. */
  LINK_LOSS("links lost packets, as configured"),
  /** It had not ended when the run did. */
  UNFINISHED("not ended when the run did"),
  /** None of these. */
  UNEXPLAINED("no cause found");

  private final String words;

  Cause(String words) {
    this.words = words;
  }

  /** True where a flow may break: its own endpoint is gone, not the way to it. */
  public boolean excuses() {
    return this == BACKEND_DIED || this == SERVER_DIED;
  }

  /**
   * True where the flow was one of those that replication leaves exposed by design for some
   * milliseconds: each is named in the report, and breaks no invariant.
   */
  public boolean isExposed() {
    return this == IN_FLIGHT || this == RELEASED;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** The name in JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
