package io.azimux.dataplane.testkit;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.PacketArena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An outbox that remembers everything. Transmitted packets are kept alive for the test to look at,
 * until {@link #clear}; finished ones are copied and released at once.
 */
public final class RecordingOutbox implements Outbox {
  /** A packet that left. */
  public record Transmitted(int port, int packet) {}

  /** A packet that ended. */
  public record Finished(int packet, byte[] bytes, Disposition disposition) {}

  /** A message that was sent. */
  public record Told(String element, PeerMessage message) {}

  /** A trace step. */
  public record Traced(int packet, Step step) {}

  private final PacketArena arena;
  private final List<Transmitted> transmitted = new ArrayList<>();
  private final List<Finished> finished = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final List<Traced> traced = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private final TreeMap<Long, Long> timers = new TreeMap<>();

  /** Records what happens to packets of an arena. */
  public RecordingOutbox(PacketArena arena) {
    this.arena = arena;
  }

  /** Records what happens to packets of a new arena of 4096. */
  public RecordingOutbox() {
    this(new PacketArena(4096));
  }

  @Override
  public PacketArena arena() {
    return arena;
  }

  @Override
  public void transmit(int port, int packet) {
    transmitted.add(new Transmitted(port, packet));
  }

  @Override
  public void finish(int packet, Disposition disposition) {
    finished.add(new Finished(packet, arena.copy(packet), disposition));
    arena.release(packet);
  }

  @Override
  public void tell(String element, PeerMessage message) {
    told.add(new Told(element, message));
  }

  @Override
  public void timer(long key, long atNanos) {
    if (atNanos == NEVER) {
      timers.remove(key);
    } else {
      timers.put(key, atNanos);
    }
  }

  @Override
  public void step(int packet, Step step) {
    traced.add(new Traced(packet, step));
  }

  @Override
  public void note(Fact fact) {
    facts.add(fact);
  }

  /** Packets that left, in order; alive until {@link #clear}. */
  public List<Transmitted> transmitted() {
    return transmitted;
  }

  /** Packets that ended, in order. */
  public List<Finished> finished() {
    return finished;
  }

  /** How packets ended, in order. */
  public List<Disposition> dispositions() {
    return finished.stream().map(Finished::disposition).toList();
  }

  /** Messages that were sent, in order. */
  public List<Told> told() {
    return told;
  }

  /** Messages of one type to one element, in order. */
  public <T extends PeerMessage> List<T> told(String element, Class<T> type) {
    return told.stream()
        .filter(one -> one.element().equals(element))
        .map(Told::message)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** Trace steps, in order. */
  public List<Traced> traced() {
    return traced;
  }

  /** The steps alone, in order. */
  public List<Step> steps() {
    return traced.stream().map(Traced::step).toList();
  }

  /** Facts, in order. */
  public List<Fact> facts() {
    return facts;
  }

  /** Timers that are set, by key. */
  public Map<Long, Long> timers() {
    return timers;
  }

  /** When the timer of a key is due; {@link Outbox#NEVER} where it is not set. */
  public long timer(long key) {
    Long at = timers.get(key);
    return at == null ? NEVER : at;
  }

  /** The earliest timer's key, taken out of the set; the caller has seen that there is one. */
  public Map.Entry<Long, Long> takeEarliestTimer() {
    // Copied before it is removed: a tree may reuse the removed entry for another.
    Map.Entry<Long, Long> earliest =
        Map.Entry.copyOf(
            timers.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow());
    timers.remove(earliest.getKey());
    return earliest;
  }

  /** Releases transmitted packets and forgets everything but timers. */
  public void clear() {
    transmitted.forEach(one -> arena.release(one.packet()));
    transmitted.clear();
    finished.clear();
    told.clear();
    traced.clear();
    facts.clear();
  }
}
