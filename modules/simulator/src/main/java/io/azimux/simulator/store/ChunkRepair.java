package io.azimux.simulator.store;

import io.azimux.replication.Segment;
import io.azimux.simulator.store.FlowLetter.SegmentKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings what direct writes lost, as the stores of real processes do: each tells its peers which
 * chunks of unsealed segments it holds, which gossip leaves alone. Who lacks some that the same
 * peer tells of twice in a row asks for them: they are not on their way any more. So chunks reach
 * everybody also where their writer died in the middle of a write.
 */
final class ChunkRepair {
  /** What a peer held at its last word, by peer. */
  private final Map<String, FlowLetter.Held> before = new LinkedHashMap<>();

  /** What is held of segments that are not sealed; no letter where there is nothing. */
  static FlowLetter.Held held(Map<SegmentKey, Segment> segments) {
    Map<SegmentKey, FlowLetter.Chunks> chunks = new TreeMap<>();
    segments.forEach(
        (key, segment) -> {
          if (!segment.isSealed() && segment.present() != 0) {
            chunks.put(key, new FlowLetter.Chunks(segment.generation(), segment.present()));
          }
        });
    return new FlowLetter.Held(chunks);
  }

  /** A peer tells what it holds; asks for what is lacking here. */
  void onHeld(
      String from,
      String self,
      FlowLetter.Held held,
      Map<SegmentKey, Segment> segments,
      StoreOutlet out) {
    FlowLetter.Held earlier = before.put(from, held);
    Map<SegmentKey, FlowLetter.Chunks> wanted = new TreeMap<>();
    held.chunks()
        .forEach(
            (key, there) -> {
              FlowLetter.Chunks then = earlier == null ? null : earlier.chunks().get(key);
              if (then != null && then.generation() == there.generation()) {
                long stable = then.present() & there.present();
                long lacking = stable & ~here(segments, key, there.generation());
                if (lacking != 0 && !key.writer().equals(self)) {
                  wanted.put(key, new FlowLetter.Chunks(there.generation(), lacking));
                }
              }
            });
    if (!wanted.isEmpty()) {
      out.send(from, new FlowLetter.Want(wanted));
    }
  }

  /** Sends what was wanted and is here. */
  static void onWant(
      String from, FlowLetter.Want want, Map<SegmentKey, Segment> segments, StoreOutlet out) {
    want.chunks()
        .forEach(
            (key, chunks) -> {
              Segment segment = segments.getOrDefault(key, Segment.EMPTY);
              if (segment.generation() == chunks.generation()) {
                out.send(from, new FlowLetter.Fill(key, segment.pick(chunks.present())));
              }
            });
  }

  /** Chunks that are here or, where the slot has moved on, not needed any more. */
  private static long here(Map<SegmentKey, Segment> segments, SegmentKey key, long generation) {
    Segment own = segments.getOrDefault(key, Segment.EMPTY);
    return own.generation() > generation ? -1 : own.generation() == generation ? own.present() : 0;
  }
}
