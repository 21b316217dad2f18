package io.azimux.topology;

import java.time.Duration;
import java.util.Locale;

/**
 * How the MUXes of a pool share their flows.
 *
 * @param batch longest time that a new flow waits for others before it is sent
 * @param deferLimit longest time that a first packet is held back until all peers hold its flow;
 *     {@link Mode#DDATA_DEFERRED} only. pfsync's bound is 10 ms
 * @param lazyAge age from which a flow is shared; {@link Mode#LAZY} only. loxilb: 10 s
 * @param lazyEvery time between two rounds of sharing; {@link Mode#LAZY} only. loxilb: 5 s
 * @param owners MUXes that hold a flow beside the one that carries it; {@link Mode#DHT} only
 */
public record Replication(
    Mode mode,
    Duration batch,
    Duration deferLimit,
    Duration lazyAge,
    Duration lazyEvery,
    int owners) {
  /** What holds where a file says nothing. */
  public static final Replication DEFAULTS =
      new Replication(
          Mode.DDATA,
          Duration.ofMillis(20),
          Duration.ofMillis(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          2);

  /** Who holds a flow, and from when on. */
  public enum Mode {
    /** Nobody but the MUX that carries it: hash and map only (Ananta as published, Maglev). */
    NONE,
    /** Every MUX, by distributed data, a batch later (the text that Azimux implements). */
    DDATA,
    /** Every MUX, before the first packet goes on (pfsync's defer). */
    DDATA_DEFERRED,
    /** Every MUX, once it is old enough (IPVS, loxilb). */
    LAZY,
    /** Two owners chosen by rendezvous hash, asked on a miss (Ananta, section 3.3.4). */
    DHT;

    /** Name in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The same with another mode. */
  public Replication with(Mode other) {
    return new Replication(other, batch, deferLimit, lazyAge, lazyEvery, owners);
  }
}
