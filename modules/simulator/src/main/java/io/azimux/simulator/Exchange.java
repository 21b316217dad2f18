package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.PacketArena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outbox of whichever element is being called, and the way of messages. */
final class Exchange implements Outbox {
  private final PacketArena arena;
  private final PacketAccounts accounts;
  private final Fabric fabric;
  private final EventQueue queue;
  private final Observers observers;
  private final LinkFaults messages;
  private final RandomSource[] messageDraws;
  private final long[] lastMessage;
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
    lastMessage = new long[elements.size()];
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
    int target = fabric.find(element);
    RandomSource draws = messageDraws[from.index];
    if (target < 0 || draws.chance(messages.loss()) || !fabric.reach().passes(from.index, target)) {
      return;
    }
    long jitter = (long) (draws.nextDouble() * messages.jitterNanos());
    long at = Math.max(now + messages.delayNanos() + jitter, lastMessage[from.index]);
    lastMessage[from.index] = at;
    queue.push(at, Simulator.MESSAGE, target, 0, new Simulator.Envelope(from.name, message));
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
