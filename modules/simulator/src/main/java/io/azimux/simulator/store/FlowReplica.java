package io.azimux.simulator.store;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.RandomSource;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import io.azimux.replication.Segment;
import io.azimux.replication.SegmentReader;
import io.azimux.replication.SegmentRing;
import io.azimux.simulator.store.FlowLetter.SegmentKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a MUX holds of all MUXes' flows: the writer's own ring, replicas of the
 * others', and readers that find new batches in them for the MUX. Merging, sealing and reading are
 * those of real processes; what carries them is the simulated network.
 *
 * <p>A batch is written to all live peers at once and confirmed by each. What is not confirmed in a
 * second is written again as far as it is known; gossip between random pairs heals the rest.
 */
public final class FlowReplica implements StoreReplica {
  /** Time in which a peer confirms a write, or is counted as failed. */
  static final long CONFIRM_NANOS = 1_000_000_000L;

  private static final long HELLO_EVERY_NANOS = 1_000_000_000L;
  private static final long GOSSIP_EVERY_NANOS = 3_000_000_000L;
  private static final long REPAIR_EVERY_NANOS = 500_000_000L;

  private static final long TICK_NANOS = 100_000_000L;
  private static final long TICK = 1;
  private static final long MILLI = 1_000_000L;

  private final String mux;
  private final RandomSource random;
  private final int slots;
  private final LivePeers peers;
  private final Map<SegmentKey, Segment> segments = new TreeMap<>();
  private final Map<String, SegmentReader> readers = new LinkedHashMap<>();
  private final Unconfirmed unconfirmed = new Unconfirmed();
  private final ChunkRepair repair = new ChunkRepair();
  private final FlowAccounts accounts = new FlowAccounts();
  private @Nullable SegmentRing ring;
  private long startedNanos;
  private long gossipNanos;
  private long helloNanos;
  private long repairNanos;

  private FlowReplica(String mux, List<String> peers, int flowCapacity, RandomSource random) {
    this.mux = mux;
    this.random = random;
    this.peers = new LivePeers(peers);
    slots = SegmentRing.slotsFor(flowCapacity);
  }

  /**
   * A replica that holds nothing.
   *
   * @param peers all other MUXes, running or not
   * @param flowCapacity of each MUX's table
   */
  public static FlowReplica of(
      String mux, List<String> peers, int flowCapacity, RandomSource random) {
    return new FlowReplica(mux, peers, flowCapacity, random);
  }

  @Override
  public void start(long nowNanos, StoreOutlet out) {
    startedNanos = nowNanos;
    ring = new SegmentRing(slots, nowNanos / MILLI + 1);
    gossipNanos = nowNanos + GOSSIP_EVERY_NANOS / 2 + random.nextInt(1000) * MILLI;
    helloNanos = nowNanos;
    repairNanos = nowNanos + REPAIR_EVERY_NANOS;
    onTimer(TICK, nowNanos, out);
  }

  @Override
  public void onTold(PeerMessage message, long nowNanos, StoreOutlet out) {
    if (!(message instanceof FlowBatch batch)) {
      return;
    }
    SegmentRing.Write write = ring().add(batch.number(), nowNanos, batch.rows(), nowNanos);
    accounts.sent(batch.size());
    List<String> live = peers.live(nowNanos);
    if (batch.acknowledge() && live.isEmpty()) {
      out.hand(new BatchStored(batch.number(), true));
    }
    long batchNumber = batch.acknowledge() ? batch.number() : Unconfirmed.NO_BATCH;
    write(write, live, batchNumber, nowNanos, out);
  }

  private void write(
      SegmentRing.Write write, List<String> to, long batchNumber, long nowNanos, StoreOutlet out) {
    segments.put(new SegmentKey(mux, write.slot()), ring().segment(write.slot()));
    if (to.isEmpty()) {
      return;
    }
    long generation = write.delta().part().generation();
    long number = unconfirmed.add(generation, batchNumber, to, nowNanos + CONFIRM_NANOS);
    FlowLetter letter = new FlowLetter.Write(number, write.slot(), write.delta());
    to.forEach(peer -> out.send(peer, letter));
  }

  @Override
  public void onLetter(String from, Letter letter, long nowNanos, StoreOutlet out) {
    if (!(letter instanceof FlowLetter flowLetter)) {
      return;
    }
    boolean asks = flowLetter instanceof FlowLetter.Hello hello && hello.isFirst();
    if (peers.heard(from, nowNanos) || asks) {
      out.send(from, new FlowLetter.Hello(false));
    }
    if (flowLetter instanceof FlowLetter.Write write) {
      SegmentKey key = new SegmentKey(from, write.slot());
      merge(key, write.delta().part(), nowNanos, out);
      out.send(from, new FlowLetter.Written(write.number()));
    } else if (flowLetter instanceof FlowLetter.Written written) {
      long batch = unconfirmed.confirmed(written.number(), from);
      if (batch != Unconfirmed.NO_BATCH) {
        out.hand(new BatchStored(batch, true));
      }
    } else {
      onRepair(from, flowLetter, nowNanos, out);
    }
  }

  /** What brings back what direct writes lost. */
  private void onRepair(String from, FlowLetter letter, long nowNanos, StoreOutlet out) {
    if (letter instanceof FlowLetter.Held held) {
      repair.onHeld(from, mux, held, segments, out);
    } else if (letter instanceof FlowLetter.Want want) {
      ChunkRepair.onWant(from, want, segments, out);
    } else if (letter instanceof FlowLetter.Fill fill) {
      merge(fill.key(), fill.delta().part(), nowNanos, out);
    } else if (letter instanceof FlowLetter.Digests digests) {
      compare(from, digests, out);
    } else if (letter instanceof FlowLetter.States states) {
      for (FlowLetter.State state : states.states()) {
        merge(state.key(), Segment.ofBytes(state.bytes()), nowNanos, out);
      }
    }
  }

  private void merge(SegmentKey key, Segment part, long nowNanos, StoreOutlet out) {
    if (key.writer().equals(mux)) {
      // A peer still holds what this MUX wrote before it died.
      ring().outlive(part.generation());
      return;
    }
    Segment merged = segments.getOrDefault(key, Segment.EMPTY).merge(part);
    segments.put(key, merged);
    reader(key.writer())
        .offer(
            key.slot(),
            merged,
            nowNanos,
            batch -> {
              accounts.received(batch.size(), nowNanos - batch.madeNanos());
              out.hand(batch);
            });
  }

  private SegmentReader reader(String writer) {
    return readers.computeIfAbsent(writer, name -> new SegmentReader(name, slots, startedNanos));
  }

  @Override
  public void onTimer(long key, long nowNanos, StoreOutlet out) {
    if (nowNanos >= helloNanos) {
      helloNanos = nowNanos + HELLO_EVERY_NANOS;
      boolean isFirst = nowNanos == startedNanos;
      peers.all().forEach(peer -> out.send(peer, new FlowLetter.Hello(isFirst)));
    }
    SegmentRing.Write seal = ring().seal(nowNanos);
    while (seal != null) {
      write(seal, peers.live(nowNanos), Unconfirmed.NO_BATCH, nowNanos, out);
      seal = ring().seal(nowNanos);
    }
    unconfirmed.expire(nowNanos, failed -> failed(failed, nowNanos, out));
    if (nowNanos >= repairNanos) {
      repairNanos = nowNanos + REPAIR_EVERY_NANOS;
      FlowLetter.Held held = ChunkRepair.held(segments);
      if (!held.chunks().isEmpty()) {
        peers.live(nowNanos).forEach(peer -> out.send(peer, held));
      }
    }
    if (nowNanos >= gossipNanos) {
      gossipNanos = nowNanos + GOSSIP_EVERY_NANOS;
      List<String> live = peers.live(nowNanos);
      if (!live.isEmpty() && !segments.isEmpty()) {
        String peer = live.get(random.nextInt(live.size()));
        out.send(peer, new FlowLetter.Digests(digests(), false));
      }
    }
    out.timer(TICK, nowNanos + TICK_NANOS);
  }

  /** Some peers did not confirm: the MUX is told, and they get the whole segment, once. */
  private void failed(Unconfirmed.Failed failed, long nowNanos, StoreOutlet out) {
    accounts.failed();
    if (failed.batch() != Unconfirmed.NO_BATCH) {
      out.hand(new BatchStored(failed.batch(), false));
    }
    SegmentRing.Write again = ring().again(failed.generation());
    List<String> still = failed.peers().stream().filter(peers.live(nowNanos)::contains).toList();
    if (again != null && !failed.isRepeated() && !still.isEmpty()) {
      long number = unconfirmed.addRepeated(failed.generation(), still, nowNanos + CONFIRM_NANOS);
      FlowLetter letter = new FlowLetter.Write(number, again.slot(), again.delta());
      still.forEach(peer -> out.send(peer, letter));
    }
  }

  private Map<SegmentKey, Long> digests() {
    Map<SegmentKey, Long> digests = new TreeMap<>();
    segments.forEach((key, segment) -> digests.put(key, SegmentDigest.of(segment)));
    return digests;
  }

  /** Sends what differs here, and lets the other send what differs there. */
  private void compare(String from, FlowLetter.Digests theirs, StoreOutlet out) {
    Map<SegmentKey, Long> own = digests();
    List<SegmentKey> differing = new ArrayList<>();
    own.forEach(
        (key, digest) -> {
          if (!digest.equals(theirs.digests().get(key))) {
            differing.add(key);
          }
        });
    if (!differing.isEmpty()) {
      // Another part each time, as some may differ because the other's are newer.
      Collections.rotate(differing, random.nextInt(differing.size()));
      out.send(from, new FlowLetter.States(states(differing)));
    }
    if (!theirs.isAnswer() && !own.equals(theirs.digests())) {
      out.send(from, new FlowLetter.Digests(own, true));
    }
  }

  private List<FlowLetter.State> states(List<SegmentKey> keys) {
    return keys.stream()
        .limit(FlowAccounts.MOST_STATES)
        .map(key -> new FlowLetter.State(key, segment(key).toBytes()))
        .toList();
  }

  private Segment segment(SegmentKey key) {
    return segments.getOrDefault(key, Segment.EMPTY);
  }

  private SegmentRing ring() {
    SegmentRing started = ring;
    if (started == null) {
      throw new IllegalStateException("the replica of " + mux + " was not started");
    }
    return started;
  }

  @Override
  public void measure(Meter meter) {
    accounts.measure(meter);
    meter.reading(Measure.REPLICATION_FAILURES, "unconfirmed", accounts.failures());
  }
}
