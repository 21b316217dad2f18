package io.azimux.cluster.store;

import io.azimux.replication.Segment;
import io.azimux.replication.SegmentRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.ActorRef;

/**
 * Brings what direct writes lost. Each store tells its peers what it holds of the newest segments
 * of every writer. Who lacks something that the same peer tells of twice in a row asks for it: it
 * is not on its way any more. So chunks reach everybody whom one living peer can reach, also where
 * their writer died in the middle of a write.
 */
final class FlowRepair {
  /** Generations asked for at one time: each may be 192 KiB, and packets go the same way. */
  private static final int MOST_WANTS = 4;

  /** Chunks in a message: 60 KB, as much as a batch of packets. */
  private static final int MOST_CHUNKS = 5;

  /** Of a look: who wants what. */
  record Wanted(ActorRef by, StoreMessage.Want want) {}

  private final int slots;
  private final LocalWriters writings;
  private final Map<String, Following> followings;
  private final Peers peers;
  private final Replica replica;
  private final FlowCounters counters;

  /** Looks at writers and readers and never changes them. */
  FlowRepair(
      int slots,
      LocalWriters writings,
      Map<String, Following> followings,
      Peers peers,
      Replica replica,
      FlowCounters counters) {
    this.slots = slots;
    this.writings = writings;
    this.followings = followings;
    this.peers = peers;
    this.replica = replica;
    this.counters = counters;
  }

  /** Tells all peers what is held here. */
  void tellHeld(ActorRef self) {
    List<StoreMessage.Heads> heads = new ArrayList<>();
    boolean confirm = false;
    for (Writing writing : writings.all()) {
      heads.add(writing.heads());
      confirm |= writing.confirm();
    }
    followings.values().forEach(following -> heads.add(following.heads()));
    heads.removeIf(none -> none.generations().length == 0);
    StoreMessage.Held held = new StoreMessage.Held(writings.names(), confirm, heads);
    peers.all().forEach(peer -> peer.store().tell(held, self));
  }

  /** A peer tells what it holds. */
  void onHeld(StoreMessage.Held held, ActorRef from, ActorRef self, long nowNanos) {
    Peers.Peer peer = peers.at(from.path().address());
    if (peer == null) {
      return;
    }
    for (String writer : held.own()) {
      Following following = followings.get(writer);
      if (following != null) {
        following.runsAt(from, held.confirm());
      }
    }
    int left = MOST_WANTS;
    for (StoreMessage.Heads heads : held.heads()) {
      Writing writing = writings.of(heads.writer());
      if (writing != null) {
        outlive(writing, heads);
      } else {
        left -= want(peer, heads, self, nowNanos, left);
      }
    }
  }

  private static void outlive(Writing writing, StoreMessage.Heads heads) {
    for (long generation : heads.generations()) {
      writing.outlive(generation);
    }
  }

  /** Asks for what was lacking before and still is; tells how many questions that took. */
  private int want(
      Peers.Peer peer, StoreMessage.Heads heads, ActorRef self, long nowNanos, int most) {
    Following following = followings.get(heads.writer());
    StoreMessage.Heads before = peer.tell(heads);
    if (following == null || before == null) {
      return 0;
    }
    Map<Long, Long> then = new TreeMap<>();
    for (int i = 0; i < before.generations().length; i++) {
      then.put(before.generations()[i], before.present()[i]);
    }
    int asked = 0;
    for (int i = 0; i < heads.generations().length && asked < most; i++) {
      long generation = heads.generations()[i];
      long there = heads.present()[i] & then.getOrDefault(generation, 0L);
      long wanted = following.ask(generation, following.lacks(generation, there), nowNanos);
      if (wanted != 0) {
        counters.fail(FlowCounters.HOLE);
        peer.store().tell(new StoreMessage.Want(heads.writer(), generation, wanted), self);
        asked++;
      }
    }
    return asked;
  }

  /** A peer wants something: the replica is looked at, and {@link #fill} answers. */
  void onWant(StoreMessage.Want want, ActorRef from) {
    int slot = SegmentRing.slotOf(want.generation(), slots);
    replica.look(want.writer(), slot, Optional.of(new Wanted(from, want)));
  }

  /**
   * Sends what was wanted and is here, in messages that hold up packets for no longer than packets
   * do.
   */
  void fill(Wanted wanted, SegmentKey key, Segment segment, ActorRef self) {
    if (segment.generation() != wanted.want.generation()) {
      return;
    }
    long part = 0;
    for (long left = wanted.want.chunks() & segment.present(); left != 0; left &= left - 1) {
      part |= Long.lowestOneBit(left);
      boolean last = (left & left - 1) == 0;
      if (last || Long.bitCount(part) == MOST_CHUNKS) {
        wanted.by.tell(new StoreMessage.Fill(key.writer(), key.slot(), segment.pick(part)), self);
        part = 0;
      }
    }
  }

  /** A peer's chunks have come. */
  void onFill(StoreMessage.Fill fill) {
    if (followings.containsKey(fill.writer()) && fill.slot() < slots) {
      replica.learn(fill.writer(), fill.slot(), fill.delta());
    }
  }
}
