package io.azimux.simulator.store;

import io.azimux.node.Meter;
import io.azimux.node.RandomSource;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process holds of the {@link SharedValue}s. Of two values of a key the one with the higher
 * version stands, so merging is commutative, associative and idempotent, and no order of letters,
 * loss or repetition can make two replicas differ for good.
 *
 * <p>A change goes to all peers at once. What got lost is repaired by gossip: every second one
 * peer, drawn at random, is told the versions held, and answers with what is newer; what is older
 * there, it asks for in turn. A replica that has just begun holds nothing and asks more often.
 */
public final class SharedValues implements StoreReplica {
  /** Time between two rounds of gossip. */
  static final long GOSSIP_NANOS = 1_000_000_000L;

  /** Time between two questions of a replica that holds nothing yet. */
  static final long ASK_NANOS = 50_000_000L;

  private static final long GOSSIP_TIMER = 1;

  /** Values that the receiver may not have. */
  record Changes(List<SharedValue> values) implements Letter {
    @Override
    public long fingerprint() {
      return values.toString().hashCode();
    }

    @Override
    public boolean carriesFlows() {
      return false;
    }
  }

  /** The versions that the sender holds; it wants what is newer. */
  record Versions(Map<String, Long> held) implements Letter {
    @Override
    public long fingerprint() {
      return held.toString().hashCode();
    }

    @Override
    public boolean carriesFlows() {
      return false;
    }
  }

  private final List<String> peers;
  private final RandomSource random;
  private final Map<String, SharedValue> values = new TreeMap<>();

  private SharedValues(List<String> peers, RandomSource random) {
    this.peers = List.copyOf(peers);
    this.random = random;
  }

  /**
   * An empty replica.
   *
   * @param peers elements whose processes have a replica too, without this one
   */
  public static SharedValues of(List<String> peers, RandomSource random) {
    return new SharedValues(peers, random);
  }

  @Override
  public void start(long nowNanos, StoreOutlet out) {
    gossip(nowNanos, out);
  }

  @Override
  public void onTold(PeerMessage message, long nowNanos, StoreOutlet out) {
    if (!(message instanceof SharedValue value)) {
      return;
    }
    if (merge(value)) {
      Changes letter = new Changes(List.of(value));
      peers.forEach(peer -> out.send(peer, letter));
    } else {
      // What the element wrote does not stand; it must learn what does.
      out.hand(standing(value));
    }
  }

  @Override
  public void onLetter(String from, Letter letter, long nowNanos, StoreOutlet out) {
    if (letter instanceof Changes changes) {
      for (SharedValue value : changes.values()) {
        if (merge(value)) {
          out.hand(value);
        }
      }
    } else if (letter instanceof Versions versions) {
      answer(from, versions, out);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, StoreOutlet out) {
    gossip(nowNanos, out);
  }

  @Override
  public void measure(Meter meter) {}

  private void gossip(long nowNanos, StoreOutlet out) {
    if (peers.isEmpty()) {
      return;
    }
    out.send(peers.get(random.nextInt(peers.size())), versions());
    out.timer(GOSSIP_TIMER, nowNanos + (values.isEmpty() ? ASK_NANOS : GOSSIP_NANOS));
  }

  private void answer(String from, Versions theirs, StoreOutlet out) {
    List<SharedValue> newer = new ArrayList<>();
    for (SharedValue value : values.values()) {
      if (theirs.held().getOrDefault(value.key(), Long.MIN_VALUE) < value.version()) {
        newer.add(value);
      }
    }
    if (!newer.isEmpty()) {
      out.send(from, new Changes(newer));
    }
    boolean older =
        theirs.held().entrySet().stream()
            .anyMatch(held -> version(held.getKey()) < held.getValue());
    if (older) {
      out.send(from, versions());
    }
  }

  private Versions versions() {
    Map<String, Long> held = new LinkedHashMap<>();
    values.values().forEach(value -> held.put(value.key(), value.version()));
    return new Versions(held);
  }

  private long version(String key) {
    SharedValue value = values.get(key);
    return value == null ? Long.MIN_VALUE : value.version();
  }

  private SharedValue standing(SharedValue otherwise) {
    return values.getOrDefault(otherwise.key(), otherwise);
  }

  /** Takes a value in where it is newer. */
  private boolean merge(SharedValue value) {
    SharedValue held = values.get(value.key());
    if (held != null && !isNewer(value, held)) {
      return false;
    }
    values.put(value.key(), value);
    return true;
  }

  /**
   * Each key has one writer, so equal versions mean equal values; a writer gone wrong must not
   * split the replicas.
   */
  private static boolean isNewer(SharedValue one, SharedValue other) {
    return one.version() != other.version()
        ? one.version() > other.version()
        : one.value().toString().compareTo(other.value().toString()) > 0;
  }
}
