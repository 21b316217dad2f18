package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.PacketArena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outbox of whichever element is being called, and the way of messages. */
final class Exchange implements Outbox {
  /** A message on its way. */
  record Envelope(String from, PeerMessage message) {}

  private final PacketArena arena;
  private final PacketAccounts accounts;
  private final Fabric fabric;
  private final EventQueue queue;
  private final Observers observers;
  private final LinkFaults messages;
  private final RandomSource[] messageDraws;
  private final long[][] lastMessage;
  private final long[][] lastFlows;
  private @Nullable Hosted caller;
  private long now;
  private long hops;

  Exchange(
      SimulatorOptions options,
      PacketArena arena,
      PacketAccounts accounts,
      Fabric fabric,
      EventQueue queue,
      Observers observers,
      List<Hosted> elements) {
    this.arena = arena;
    this.accounts = accounts;
    this.fabric = fabric;
    this.queue = queue;
    this.observers = observers;
    messages = options.messages();
    lastMessage = new long[elements.size()][elements.size()];
    lastFlows = new long[elements.size()][elements.size()];
    messageDraws = new RandomSource[elements.size()];
    RandomSource root = new RandomSource(options.seed());
    for (Hosted element : elements) {
      messageDraws[element.index] = root.fork("messages of " + element.name);
    }
  }

  Observers observers() {
    return observers;
  }

  long hops() {
    return hops;
  }

  /** What comes now comes from this element. */
  Outbox of(Hosted element, long nowNanos) {
    caller = element;
    now = nowNanos;
    return this;
  }

  /** The call is over. */
  void done() {
    caller = null;
  }

  @Override
  public PacketArena arena() {
    return arena;
  }

  @Override
  public void transmit(int port, int packet) {
    Hosted from = caller();
    int end = fabric.end(from.index, port);
    accounts.putOnLink(from.index, packet);
    observers.frame(
        now, from.name, port, true, arena.bytes(), arena.start(packet), arena.length(packet));
    carry(fabric.peer(end), packet, now);
  }

  /** Lets the fabric carry a packet to a port; one that it drops ends at the sender. */
  void carry(int end, int packet, long nowNanos) {
    hops++;
    Disposition dropped = fabric.carry(end, packet, nowNanos);
    if (dropped != null) {
      Step step = new Step.Finished(dropped, null);
      observers.step(arena.mark(packet), "link " + fabric.describe(end), step, nowNanos);
      accounts.finishOnLink(fabric.owner(fabric.peer(end)), packet, dropped);
    }
  }

  @Override
  public void finish(int packet, Disposition disposition) {
    accounts.finish(caller().index, packet, disposition);
  }

  @Override
  public void tell(String element, PeerMessage message) {
    Hosted from = caller();
    if (element.equals(FlowBatch.STORE)) {
      queue.push(now, Simulator.TOLD, from.index, 0, message);
    } else if (fabric.find(element) < 0) {
      observers.outside(now, from.name, element, message);
    } else {
      Object envelope = new Envelope(from.name, message);
      post(from, element, Simulator.MESSAGE, envelope, lastMessage, Reach.Slowness.NONE, now);
    }
  }

  /**
   * Sends a letter of the store from one process to another. Replicated flows have a way of their
   * own, on which they may be slow.
   */
  void post(Hosted from, String to, StoreHost.Post post, long nowNanos) {
    if (!post.letter().carriesFlows()) {
      post(from, to, Simulator.LETTER, post, lastMessage, Reach.Slowness.NONE, nowNanos);
    } else if (fabric.find(to) >= 0) {
      Reach.Slowness slowness = fabric.reach().flowsTo(to);
      post(from, to, Simulator.LETTER, post, lastFlows, slowness, nowNanos);
    }
  }

  /** Nothing overtakes what the same process sent to the same one before. */
  private void post(
      Hosted from,
      String to,
      byte kind,
      Object content,
      long[][] before,
      Reach.Slowness slowness,
      long nowNanos) {
    int target = fabric.find(to);
    RandomSource draws = messageDraws[from.index];
    double loss = 1 - (1 - messages.loss()) * (1 - slowness.loss());
    if (target < 0 || draws.chance(loss) || !fabric.reach().pass(from.index, target)) {
      return;
    }
    long jitter = (long) (draws.nextDouble() * messages.jitterNanos());
    long at = nowNanos + messages.delayNanos() + jitter + slowness.delayNanos();
    before[from.index][target] = Math.max(at, before[from.index][target]);
    queue.push(before[from.index][target], kind, target, 0, content);
  }

  @Override
  public void timer(long key, long atNanos) {
    caller().timers.set(key, atNanos, now);
  }

  @Override
  public void step(int packet, Step step) {
    observers.step(arena.mark(packet), caller().name, step, now);
  }

  @Override
  public void note(Fact fact) {
    observers.fact(now, caller().name, fact);
  }

  private Hosted caller() {
    Hosted element = caller;
    if (element == null) {
      throw new IllegalStateException("the outbox was used outside a call to an element");
    }
    return element;
  }
}
